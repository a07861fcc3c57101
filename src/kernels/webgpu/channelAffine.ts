/** y = leaky(x·scale + shift) per channel and its gradients: one pass each. */
import { channelMapCost, leaky, runChannelMap, throughLeaky, type ChannelMap } from './channelMap';
import { addStates, columnReductionCost, runColumnReduction, type ColumnReduction } from './columnReduction';
import type { Cost } from './layout';
import { program } from './program';

interface Attributes {
  readonly slope: number;
}

const prepare = `
  let factor = scale[column];
  let offset = shift[column];`;
const dz = throughLeaky('dy[at]', '(x[at] * factor + offset)');

const affine: ChannelMap = {
  key: 'channelAffine',
  maps: ['x'],
  vectors: ['scale', 'shift'],
  numbers: ['slope'],
  prepare,
  value: leaky('(x[at] * factor + offset)'),
};

const inputGrad: ChannelMap = {
  key: 'channelAffineInputGrad',
  maps: ['dy', 'x'],
  vectors: ['scale', 'shift'],
  numbers: ['slope'],
  prepare,
  value: `factor * ${dz}`,
};

const sums: ColumnReduction = {
  key: 'channelAffineSums',
  maps: ['dy', 'x'],
  vectors: ['scale', 'shift'],
  numbers: ['slope'],
  gather: `
    ${prepare}
    for (var row = begin; row < end; row += STRIDE) {
      let at = row * uniforms.columns + column;
      let dz = ${dz};
      state.a += dz;
      state.b += dz * x[at];
    }`,
  merge: addStates,
};

export const channelAffine = program<Attributes>('ChannelAffine', (backend, { x, scale, shift }, { slope }) =>
  runChannelMap(backend, affine, [x!, scale!, shift!], { slope }),
);

export const channelAffineInputGrad = program<Attributes>(
  'ChannelAffineInputGrad',
  (backend, { dy, x, scale, shift }, { slope }) =>
    runChannelMap(backend, inputGrad, [dy!, x!, scale!, shift!], { slope }),
);

export const channelAffineSums = program<Attributes>(
  'ChannelAffineSums',
  (backend, { dy, x, scale, shift }, { slope }) =>
    runColumnReduction(backend, sums, [dy!, x!, scale!, shift!], { slope }),
);

export function channelAffineCost(shape: number[]): Cost {
  return channelMapCost(affine, shape);
}

export function channelAffineInputGradCost(shape: number[]): Cost {
  return channelMapCost(inputGrad, shape);
}

export function channelAffineSumsCost(shape: number[]): Cost {
  return columnReductionCost(sums, shape);
}
