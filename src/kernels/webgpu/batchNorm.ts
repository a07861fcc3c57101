/** Batch normalisation in training: x is read twice and y written once; backward, dy and x twice and dx written once. */
import { program } from './program';
import { channelMapCost, leaky, runChannelMap, throughLeaky, type ChannelMap } from './channelMap';
import { addStates, columnReductionCost, runColumnReduction, type ColumnReduction } from './columnReduction';
import { layoutOf, type Cost } from './layout';

interface Attributes {
  readonly epsilon: number;
  readonly slope: number;
}

/**
 * Mean (a) and squared distances from it (b). A thread shifts by its first value, so that large means cancel before
 * anything is squared; threads and chunks merge as Chan, Golub and LeVeque do (1979).
 */
const moments: ColumnReduction = {
  key: 'moments',
  maps: ['x'],
  vectors: [],
  numbers: [],
  gather: `
    if (begin < end) {
      let pivot = x[begin * uniforms.columns + column];
      for (var row = begin; row < end; row += STRIDE) {
        let distance = x[row * uniforms.columns + column] - pivot;
        state.count += 1;
        state.a += distance;
        state.b += distance * distance;
      }
      let mean = state.a / state.count;
      state.b = max(state.b - state.a * mean, Value(0));
      state.a = pivot + mean;
    }`,
  merge: `
    fn merge(one: State, other: State) -> State {
      let count = one.count + other.count;
      let share = select(0, other.count / count, count > 0);
      let apart = other.a - one.a;
      return State(count, one.a + share * apart, one.b + other.b + apart * apart * (one.count * share));
    }`,
};

const normalise: ChannelMap = {
  key: 'normalise',
  maps: ['x'],
  vectors: ['gamma', 'beta', 'mean', 'variance'],
  numbers: ['epsilon', 'slope'],
  prepare: `
    let centre = mean[column];
    let scale = gamma[column] * inverseSqrt(variance[column] + uniforms.epsilon);
    let shift = beta[column];`,
  value: leaky('((x[at] - centre) * scale + shift)'),
};

/** What both backward halves derive from the vectors at a column. */
const prepare = `
  let centre = mean[column];
  let inverse = inverseSqrt(variance[column] + uniforms.epsilon);
  let weight = gamma[column];
  let shift = beta[column];`;

const gradSums: ColumnReduction = {
  key: 'batchNormGradSums',
  maps: ['dy', 'x'],
  vectors: ['gamma', 'beta', 'mean', 'variance'],
  numbers: ['epsilon', 'slope'],
  gather: `
    ${prepare}
    for (var row = begin; row < end; row += STRIDE) {
      let at = row * uniforms.columns + column;
      let normal = (x[at] - centre) * inverse;
      let dz = ${throughLeaky('dy[at]', '(normal * weight + shift)')};
      state.a += dz;
      state.b += dz * normal;
    }`,
  merge: addStates,
};

/** Nine buffers: more than the eight that WebGPU promises, fewer than the ten and more that devices have. */
const inputGrad: ChannelMap = {
  key: 'batchNormInputGrad',
  maps: ['dy', 'x'],
  vectors: ['gamma', 'beta', 'mean', 'variance', 'sumDz', 'sumDzX'],
  numbers: ['epsilon', 'slope', 'rows'],
  prepare: `
    ${prepare}
    let meanDz = sumDz[column] / uniforms.rows;
    let meanDzX = sumDzX[column] / uniforms.rows;`,
  value: `weight * inverse * (${throughLeaky('dy[at]', '((x[at] - centre) * inverse * weight + shift)')}
    - meanDz - (x[at] - centre) * inverse * meanDzX)`,
};

export const batchNormTraining = program<Attributes>(
  'BatchNormTraining',
  (backend, { x, gamma, beta }, { epsilon, slope }) => {
    const [mean, variance] = runColumnReduction(backend, moments, [x!], {}, layoutOf(x!).rows);
    const y = runChannelMap(backend, normalise, [x!, gamma!, beta!, mean, variance], { epsilon, slope });
    return [y, mean, variance];
  },
);

export const batchNormGradSums = program<Attributes>(
  'BatchNormGradSums',
  (backend, { dy, x, gamma, beta, mean, variance }, { epsilon, slope }) =>
    runColumnReduction(backend, gradSums, [dy!, x!, gamma!, beta!, mean!, variance!], { epsilon, slope }),
);

export const batchNormInputGrad = program<Attributes>(
  'BatchNormInputGrad',
  (backend, { dy, x, gamma, beta, mean, variance, sumDz, sumDzX }, { epsilon, slope }) => {
    const inputs = [dy!, x!, gamma!, beta!, mean!, variance!, sumDz!, sumDzX!];
    return runChannelMap(backend, inputGrad, inputs, { epsilon, slope, rows: layoutOf(x!).rows });
  },
);

/** Of one forward pass over x. */
export function batchNormCost(shape: number[]): Cost {
  return sum(columnReductionCost(moments, shape), channelMapCost(normalise, shape));
}

/** Of both backward halves. */
export function batchNormGradCost(shape: number[]): Cost {
  return sum(columnReductionCost(gradSums, shape), channelMapCost(inputGrad, shape));
}

function sum(one: Cost, other: Cost): Cost {
  return { dispatches: one.dispatches + other.dispatches, bytes: one.bytes + other.bytes };
}
