/** Everything that the host calls. Compiled by scripts/compileKernels.ts to ../binaries.ts. */
export { affine, affineInputGrad, affineSums, moments, repeat, rowsTogether } from './channels';
export { convolve, convolveBack } from './convolution';
export { correlate, correlationTiles } from './correlation';
export { adam, copyRuns, gated, leakyRelu, tanh } from './elementwise';
export { crop, localResponse, localResponseGrad, maxPoolGrad, upsample, upsampleGrad } from './maps';
export { scratchBytes } from './patches';
