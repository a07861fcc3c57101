/**
 * The autoencoder step in jax-js, as a peer, and two convolutions of it with their gradients. jax-js is not a dependency:
 *
 *   npm install --prefix /tmp/jaxjs @jax-js/jax@0.1.25
 *   node bench/peers/jaxjs.mjs /tmp/jaxjs [size] [batch] [rounds]
 *
 * Same layers, loss and Adam as ours; NCHW, which is jax-js's order; on its wasm backend.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, size = 'small', batch = '8', rounds = '3'] = process.argv.slice(2);
const [n, times] = [Number(batch), Number(rounds)];
const { pixels, width } = {
  tiny: { pixels: 32, width: 1 / 8 },
  small: { pixels: 64, width: 1 / 4 },
  stl10: { pixels: 96, width: 1 },
}[size];

// jax-js looks for navigator.gpu and for the number of processors; without Worker it runs on one thread.
Object.defineProperty(globalThis, 'navigator', {
  value: { userAgent: 'node', hardwareConcurrency: 1 },
  configurable: true,
});
const entry = createRequire(`${folder}/`)
  .resolve('@jax-js/jax')
  .replace(/\.cjs$/, '.js');
const {
  init,
  defaultDevice,
  jit,
  valueAndGrad,
  grad,
  tree,
  lax,
  nn,
  numpy: np,
} = await import(pathToFileURL(entry).href);
await init('wasm');
defaultDevice('wasm');

// In jax-js a call consumes its arguments; `.ref` keeps one for another use.

function conv(x, w, stride) {
  return lax.convGeneralDilated(x, w, [stride, stride], 'SAME');
}

/** Bilinear ×2, source = target / 2: every other number is the mean of its neighbours, the last one repeats. */
function upsample(x) {
  return along(along(x, 2), 3);
}

function along(x, axis) {
  const shape = x.shape;
  const part = (from, to) => [[], [], ...[2, 3].map((a) => (a === axis ? [from, to] : []))];
  const next = np.concatenate(
    [x.ref.slice(...part(1, shape[axis])), x.ref.slice(...part(shape[axis] - 1, shape[axis]))],
    axis,
  );
  const between = x.ref.add(next).mul(0.5);
  return np.stack([x, between], axis + 1).reshape(shape.with(axis, 2 * shape[axis]));
}

/** Batch normalisation by the batch's statistics, then leaky ReLU. */
function normalize(x, { gamma, beta }) {
  const axes = [0, 2, 3];
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  const scale = gamma.reshape([1, gamma.shape[0], 1, 1]).div(np.sqrt(variance.add(1e-3)));
  return nn.leakyRelu(centred.mul(scale).add(beta.reshape([1, beta.shape[0], 1, 1])), 0.1);
}

function loss(parameters, images) {
  let z = images.ref;
  parameters.E.forEach(({ w, ...norm }, i) => {
    z = normalize(conv(z, w, i === 0 ? 1 : 2), norm);
  });
  parameters.D.forEach(({ w, ...norm }) => {
    z = normalize(conv(upsample(z), w, 1), norm);
  });
  const { w, bias } = parameters.last;
  const copy = np.tanh(conv(z, w, 1).add(bias.reshape([1, 3, 1, 1])));
  return np.mean(np.square(copy.sub(images)));
}

/** Adam without bias correction, which costs nothing either way. */
const step = jit(({ parameters, m, v }, images) => {
  const [value, g] = valueAndGrad(loss)(tree.ref(parameters), images);
  const newM = tree.map((m, g) => m.mul(0.9).add(g.mul(0.1)), m, tree.ref(g));
  const newV = tree.map((v, g) => v.mul(0.999).add(np.square(g).mul(0.001)), v, g);
  const update = tree.map((m, v) => m.div(np.sqrt(v).add(1e-8)).mul(1e-4), tree.ref(newM), tree.ref(newV));
  return [{ parameters: tree.map((w, u) => w.sub(u), parameters, update), m: newM, v: newV }, value];
});

function noise(shape, scale = 1) {
  const length = shape.reduce((product, extent) => product * extent, 1);
  let state = length;
  const values = Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return scale * (state / 2 ** 31 - 1);
  });
  return np.array(values, { shape });
}

function layer(kernel, input, output) {
  const w = noise([output, input, kernel, kernel], Math.sqrt(6 / (input * kernel * kernel)));
  return { w, gamma: np.ones([output]), beta: np.zeros([output]) };
}

function makeParameters() {
  const c = [32, 64, 128, 256, 512].map((channels) => channels * width);
  return {
    E: c.map((output, i) => (i === 0 ? layer(3, 3, output) : layer(2, c[i - 1], output))),
    D: [3, 2, 1, 0].map((i) => layer(3, c[i + 1], c[i])),
    last: { w: noise([3, c[0], 3, 3], 0.1), bias: np.zeros([3]) },
  };
}

/** Seconds, median of `times` after a warm-up that compiles. */
async function time(work) {
  await work();
  const seconds = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds.sort((a, b) => a - b)[times >> 1];
}

async function timeConvolution(name, input, filter, stride) {
  const side = input[2] / stride;
  const flop = 2 * n * side * side * filter.reduce((product, extent) => product * extent, 1);
  const [x, w] = [noise(input), noise(filter)];
  const forward = jit((x, w) => conv(x, w, stride));
  const gradients = jit(grad((x, w) => np.sum(np.square(conv(x, w, stride))), { argnums: [0, 1] }));
  const run = (f) => async () => {
    for (const y of [f(x.ref, w.ref)].flat()) {
      await y.blockUntilReady();
      y.dispose();
    }
  };
  const [once, both] = [await time(run(forward)), await time(run(gradients))];
  const rate = (work, seconds) => `${(work / seconds / 1e9).toFixed(2)} GFLOP/s`;
  console.log(
    `${name}: forward ${once.toFixed(3)} s, ${rate(flop, once)}; with both gradients ${both.toFixed(3)} s, ${rate(3 * flop, both)}`,
  );
}

console.log(`jax-js on wasm, ${size}, batch ${n}`);
const c = 32 * width;
await timeConvolution('D/4', [n, 2 * c, pixels, pixels], [c, 2 * c, 3, 3], 1);
await timeConvolution('E/2', [n, c, pixels, pixels], [2 * c, c, 2, 2], 2);

const parameters = makeParameters();
const zeros = () => tree.map((w) => np.zeros(w.shape), tree.ref(parameters));
let state = { parameters, m: zeros(), v: zeros() };
const images = noise([n, 3, pixels, pixels]);
const losses = [];
const seconds = await time(async () => {
  const [next, value] = step(state, images.ref);
  state = next;
  losses.push((await value.data())[0]);
});
console.log(
  `autoencoder step: ${seconds.toFixed(3)} s, ${(seconds / n).toPrecision(3)} s/image; losses ${losses.map((l) => l.toFixed(4)).join(' ')}`,
);
process.exit(0);
