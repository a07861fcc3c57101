/**
 * Work and traffic, counted from the shapes of the networks' own weights: convolutions and fully connected layers,
 * padding counted in full, one multiply-add two FLOP. Normalisation, resizing, pooling and losses count as nothing,
 * though their time counts; so does what a formulation does beyond the layer's own products.
 */
import type { ArtifactsConfig } from '../src/methods/artifacts/config';
import { cellsPerSide, SIZE_NAMES, SIZES } from '../src/schema/sizes';
import { decoderSpecs } from '../src/methods/artifacts/networks/decoder';
import { discriminatorSpecs } from '../src/methods/artifacts/networks/discriminator';
import { encoderSpecs } from '../src/methods/artifacts/networks/encoder';
import type { ParameterSpec } from '../src/networks/parameters';
import { copiesSeen, noiseSpecs } from '../src/methods/artifacts/training/noise';
import { fakeSpecs, hasMasks, outputSide } from '../src/methods/artifacts/networks/fakes';

/** The twins in stock tfjs and PyTorch have the paper's strides only. */
export const TWIN_SIZES = SIZE_NAMES.filter((size) => SIZES[size].stride === 16);

export type NetworkLetter = 'E' | 'D' | 'R' | 'C';

export interface Layer {
  /** As its kernel: `E/2`, `C/conv1`. */
  readonly name: string;
  /** Kernel [k, k, in / groups, out], or [in, out]. */
  readonly shape: readonly number[];
  /** Side of the output map, 1 for fully connected layers. */
  readonly side: number;
  readonly stride: number;
  readonly groups: number;
  /** Forward multiply-adds per image. */
  readonly macs: number;
}

/** Every layer with weights, by network. */
export function layersOf(config: ArtifactsConfig): Record<NetworkLetter, Layer[]> {
  const { pixels } = SIZES[config.size];
  const cells = cellsPerSide(config.size);
  const number = (name: string): number => Number(/\/(\d)/.exec(name)![1]);
  return {
    E: layers(config, encoderSpecs(config), (name) => pixels / 2 ** (number(name) - 1)),
    D: layers(config, decoderSpecs(config), (name) => Math.min(pixels, cells * 2 ** number(name))),
    R: layers(config, fakeSpecs(config), (name) => outputSide(config, name)),
    C: layers(config, discriminatorSpecs(config), (name) => {
      if (name.startsWith('C/fc')) return 1;
      return name === 'C/conv1' ? 4 * cells : name === 'C/conv2' ? 2 * cells : cells;
    }),
  };
}

function layers(
  config: ArtifactsConfig,
  specs: readonly ParameterSpec[],
  side: (name: string) => number,
): Layer[] {
  return specs
    .filter(({ name }) => name.endsWith('/kernel'))
    .map(({ name: parameter, shape, groups = 1 }) => {
      const name = parameter.replace('/kernel', '');
      const macs = side(name) ** 2 * shape.reduce((product, n) => product * n, 1);
      return { name, shape, side: side(name), stride: strideOf(config, name), groups, macs };
    });
}

function strideOf({ size }: ArtifactsConfig, name: string): number {
  if (name === 'C/conv1') return SIZES[size].stride / 4;
  return name.startsWith('E/') && name !== 'E/1' ? 2 : 1;
}

export const isConvolution = (layer: Layer): boolean => layer.shape.length === 4;

const sum = (layers: readonly Layer[]): number => layers.reduce((total, { macs }) => total + macs, 0);

/** How often one step runs each network forward, per source image. */
export function forwardPasses(
  config: ArtifactsConfig,
  step: 'autoencoder' | 'damageRepair',
): Record<NetworkLetter, number> {
  if (step === 'autoencoder') return { E: 1, D: 1, R: 0, C: 0 };
  const forReal = config.realInput === 'raw' ? 0 : 1;
  const judged = sharesForward(config) || config.fakes === 'damaged' ? 2 : 4;
  return { E: 1, D: forReal + (hasMasks(config) ? 1 : 0), R: 1, C: judged * copiesSeen(config) };
}

/** Whether both updates of the damage & repair step see the same images at the same weights. */
function sharesForward(config: ArtifactsConfig): boolean {
  return config.updateRule === 'simultaneous' && config.historyShare === 0;
}

/**
 * FLOP per source image of one step, exactly those of the kernels that it runs (executedFlop.test.ts counts them). A
 * backward pass costs one forward for the gradient to the input and one for that to the weights; first layers need
 * none to their input, frozen ones none to their weights.
 */
export function stepFlop(config: ArtifactsConfig, step: 'autoencoder' | 'damageRepair'): number {
  const { E, D, R, C } = layersOf(config);
  const first = (network: readonly Layer[]): number => network[0]!.macs;
  if (step === 'autoencoder') return 2 * (3 * sum([...E, ...D]) - first(E));
  const passes = forwardPasses(config, step);
  const forward = sum(E) + passes.D * sum(D) + sum(R) + passes.C * sum(C);
  const judged = C.filter(({ name }) => name !== 'C/mask' || hasMasks(config));
  // A learnt σ is behind the images, which then need a gradient.
  const sigmaIsLearnt = noiseSpecs(config).length > 0;
  const backwardC = 2 * copiesSeen(config) * (2 * sum(judged) - (sigmaIsLearnt ? 0 : first(C)));
  return 2 * (forward + backwardC + backwardOfFakes(config));
}

/** Of the multiply-adds of the gradient for R, or for what stands in its place. */
function backwardOfFakes(config: ArtifactsConfig): number {
  const { D, R, C } = layersOf(config);
  if (R.length === 0) return 0;
  // R's loss does not look at the mask head, unless C's own losses are part of it. The heads see both halves of the
  // batch, the convolutions of real images need no gradient.
  const toHeads = C.filter(
    ({ name }) =>
      /fc/.test(name) || (name === 'C/mask' && config.repairLoss === 'code-exact' && hasMasks(config)),
  );
  const toImages = C.filter(({ name }) => name.includes('conv'));
  // With a normalisation of its own before it, R's first convolution has something to tell.
  const firstTells = config.repairPreNorm && hasMasks(config);
  const throughR = 2 * sum(R) - (firstTells ? 0 : R[0]!.macs);
  const throughD = hasMasks(config) ? sum(D) : 0;
  return copiesSeen(config) * (2 * sum(toHeads) + sum(toImages)) + throughD + throughR;
}
