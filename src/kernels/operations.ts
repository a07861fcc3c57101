/** Every operation of this room, forward and backward, in its generic form. */
import type { Operation } from './operation';
import { adamUpdateOperation } from './operations/adamUpdate';
import { batchNormOperations } from './operations/batchNorm';
import { channelAffineOperations } from './operations/channelAffine';
import { convolutionOperations } from './operations/convolution';
import { crossEntropyOperations } from './operations/crossEntropy';
import { gatedAddOperations } from './operations/gatedAdd';
import { leakyReluOperation } from './operations/leakyRelu';
import { localResponseOperations } from './operations/localResponse';
import { maxPoolOperations } from './operations/maxPool';
import { upsampleOperations } from './operations/upsample';

export const OPERATIONS: readonly Operation[] = [
  ...convolutionOperations,
  ...batchNormOperations,
  ...channelAffineOperations,
  ...upsampleOperations,
  ...localResponseOperations,
  ...maxPoolOperations,
  ...gatedAddOperations,
  ...crossEntropyOperations,
  leakyReluOperation,
  adamUpdateOperation,
];
