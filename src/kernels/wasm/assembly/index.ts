/** Everything that the host calls. Compiled by scripts/compileKernels.ts to ../binaries.ts. */
export { affine, affineInputGrad, affineSums, moments, repeat, rowsTogether } from './channels';
export { convolve, convolveBack, correlate, scratchBytes } from './convolution';
export { adam, copyRuns, gated, leakyRelu, tanh } from './elementwise';
export { crop, localResponse, localResponseGrad, maxPoolGrad, upsample, upsampleGrad } from './maps';
