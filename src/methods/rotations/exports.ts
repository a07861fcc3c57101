/** What can be carried away of RotNet: the classifier, pictures in, conv1 … conv5 and the logits of the rotations out. */
import { classifierExport } from '../../export/classifierExport';
import { TURNS } from './about';
import { LAST, type RotationsConfig } from './network';

export const network = classifierExport<RotationsConfig>({
  ...{ shapedBy: ['size', 'head'], last: LAST },
  classes: () => TURNS.map((degrees) => `${degrees}° to the left`),
  help: () => 'Logits of turned by 0°, 90°, 180°, 270°.',
});
