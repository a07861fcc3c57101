/**
 * Mean cross-entropies: one dispatch each way. A loss is one work-group's sum, right for what losses are made of here
 * (a logit for a cell or an image: thousands, not millions).
 */
import { BYTES, groupsOf, THREADS, type Cost } from './layout';
import { program, runShader, sizeOf, type Shader } from './program';

/** WGSL: the mean over `count` items of `loss(item)`. */
const meanOfLoss = `
  var<workgroup> sums: array<f32, ${THREADS}>;
  fn main(index: i32) {
    let thread = i32(localIndex);
    var sum = 0.0;
    for (var item = thread; item < uniforms.count; item += ${THREADS}) { sum += loss(item); }
    sums[thread] = sum;
    workgroupBarrier();
    for (var half = ${THREADS / 2}; half > 0; half /= 2) {
      if (thread < half) { sums[thread] += sums[thread + half]; }
      workgroupBarrier();
    }
    if (thread == 0) { result[0] = sums[0] / f32(uniforms.count); }
  }`;

const sigmoidLoss: Shader = {
  key: 'sigmoidCrossEntropy',
  inputs: [
    ['logits', 1],
    ['labels', 1],
  ],
  outputComponents: 1,
  integers: ['count'],
  workgroupSize: THREADS,
  code: `
    fn loss(item: i32) -> f32 {
      let a = logits[item];
      // softplus(a) − a·t, without overflow
      return max(a, 0) + log(1 + exp(-abs(a))) - a * labels[item];
    }
    ${meanOfLoss}`,
};

const sigmoidGrad: Shader = {
  key: 'sigmoidCrossEntropyGrad',
  inputs: [
    ['dy', 1],
    ['logits', 1],
    ['labels', 1],
  ],
  outputComponents: 1,
  integers: ['count'],
  workgroupSize: THREADS,
  code: `
    fn main(index: i32) {
      if (index >= uniforms.count) { return; }
      let chance = 1 / (1 + exp(-logits[index]));
      result[index] = (chance - labels[index]) * dy[0] / f32(uniforms.count);
    }`,
};

/** WGSL: log Σ exp over a row of logits. */
const logSumExp = `
  fn logSumExp(row: i32) -> f32 {
    let start = row * uniforms.classes;
    var most = logits[start];
    for (var k = 1; k < uniforms.classes; k++) { most = max(most, logits[start + k]); }
    var sum = 0.0;
    for (var k = 0; k < uniforms.classes; k++) { sum += exp(logits[start + k] - most); }
    return most + log(sum);
  }`;

const softmaxLoss: Shader = {
  key: 'softmaxCrossEntropy',
  inputs: [['logits', 1]],
  outputComponents: 1,
  integers: ['count', 'classes', 'label'],
  workgroupSize: THREADS,
  code: `
    ${logSumExp}
    fn loss(item: i32) -> f32 {
      return logSumExp(item) - logits[item * uniforms.classes + uniforms.label];
    }
    ${meanOfLoss}`,
};

const softmaxGrad: Shader = {
  key: 'softmaxCrossEntropyGrad',
  inputs: [
    ['dy', 1],
    ['logits', 1],
  ],
  outputComponents: 1,
  integers: ['count', 'classes', 'label'],
  workgroupSize: THREADS,
  code: `
    ${logSumExp}
    fn main(index: i32) {
      if (index >= uniforms.count) { return; }
      let whole = logSumExp(index);
      let share = dy[0] / f32(uniforms.count);
      for (var k = 0; k < uniforms.classes; k++) {
        let at = index * uniforms.classes + k;
        result[at] = (exp(logits[at] - whole) - select(0.0, 1.0, k == uniforms.label)) * share;
      }
    }`,
};

export const sigmoidCrossEntropy = program('SigmoidCrossEntropy', (backend, { logits, labels }) =>
  runShader(backend, sigmoidLoss, {
    inputs: [logits!, labels!],
    outputShape: [],
    uniforms: { count: sizeOf(logits!) },
    workgroups: 1,
  }),
);

export const sigmoidCrossEntropyGrad = program(
  'SigmoidCrossEntropyGrad',
  (backend, { dy, logits, labels }) => {
    const count = sizeOf(logits!);
    return runShader(backend, sigmoidGrad, {
      inputs: [dy!, logits!, labels!],
      outputShape: logits!.shape,
      uniforms: { count },
      workgroups: groupsOf(count),
    });
  },
);

interface SoftmaxAttributes {
  readonly label: number;
}

export const softmaxCrossEntropy = program<SoftmaxAttributes>(
  'SoftmaxCrossEntropy',
  (backend, { logits }, { label }) => {
    const [count, classes] = logits!.shape as [number, number];
    return runShader(backend, softmaxLoss, {
      inputs: [logits!],
      outputShape: [],
      uniforms: { count, classes, label },
      workgroups: 1,
    });
  },
);

export const softmaxCrossEntropyGrad = program<SoftmaxAttributes>(
  'SoftmaxCrossEntropyGrad',
  (backend, { dy, logits }, { label }) => {
    const [count, classes] = logits!.shape as [number, number];
    return runShader(backend, softmaxGrad, {
      inputs: [dy!, logits!],
      outputShape: logits!.shape,
      uniforms: { count, classes, label },
      workgroups: groupsOf(count),
    });
  },
);

/** Of a loss over inputs of so many numbers in all. */
export function lossCost(inputs: number): Cost {
  return { dispatches: 1, bytes: BYTES * (inputs + 1) };
}

/** Of its gradient, towards logits of a shape. */
export function lossGradCost(inputs: number, shape: number[]): Cost {
  return { dispatches: 1, bytes: BYTES * (1 + inputs + sizeOf({ shape })) };
}
