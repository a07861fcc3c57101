/** The package `artifact-lab/node`: what a Lab needs of Node, as the command line gives it. */
export { decodeWithSharp } from './cli/decode';
export { filesUnder } from './cli/files';
export { startThread } from './cli/helpers';
export { NodeFolder } from './cli/nodeFolder';
export { loadNodeGpu } from './kernels/nodeGpu';
