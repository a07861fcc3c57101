/** What can be carried away: the classifier, pictures in, conv1 … conv5 and the logits of the transformations out. */
import { classifierExport } from '../../export/classifierExport';
import { classesOf } from './about';
import { LAST, type TransformationsConfig } from './network';

export const network = classifierExport<TransformationsConfig>({
  ...{ shapedBy: ['size', 'head', 'kinds'], last: LAST },
  classes: (config) => classesOf(config).map(({ title }) => title),
  help: (config) =>
    `Logits of what was done to the picture: ${classesOf(config)
      .map(({ title }) => title.toLowerCase())
      .join(', ')}.`,
});
