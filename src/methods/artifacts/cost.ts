/** What a step of each phase computes and keeps, from the shapes of the networks: told before it is measured. */
import type { ArtifactsConfig } from '../../experiments/config';
import type { ARTIFACTS } from './about';
import { cellsPerSide, SIZES } from '../../schema/sizes';
import { artifactSpecs } from '../../networks/artifactNetworks';
import { decoderSpecs } from '../../networks/decoder';
import { discriminatorSpecs } from '../../networks/discriminator';
import { encoderSpecs } from '../../networks/encoder';
import { fakeSpecs, outputSide } from '../../networks/fakes';
import type { ParameterSpec } from '../../networks/parameters';
import type { Footprint } from '../../training/method';
import { copiesSeen } from '../../training/noise';

type ArtifactsPhase = (typeof ARTIFACTS)['phases'][number]['id'];

/**
 * Bytes of maps that are alive at once, per byte of the maps that the phase’s networks make of an image; fitted to
 * tf.profile’s peak on wasm (tiny, small and stl10, batches 2 to 16; memory.test.ts holds it against the steps themselves).
 */
const COPIES: Readonly<Record<ArtifactsPhase, number>> = { autoencoder: 6.4, repair: 8.3 };

/** A gradient by its weights and one by its input cost a forward pass each. */
const TRAINED = 3;
/** Where only the gradient by the input is needed. */
const PASSED_THROUGH = 2;

/** Multiply-adds of one step for each source image, of convolutions and fully connected layers alone. */
export function stepWork(config: ArtifactsConfig): Readonly<Record<ArtifactsPhase, number>> {
  const { E, D, R, C } = forwardWork(config);
  const seen = C * copiesSeen(config);
  const autoencoded = config.realInput === 'raw' ? 0 : D;
  // C learns from a real and a corrupt image.
  const discriminator = 2 * TRAINED * seen;
  const decoded = config.fakes === 'generated' ? 0 : D;
  // For R, C sees both again, and only what is corrupt leads back to R.
  const repair =
    config.fakes === 'damaged'
      ? decoded
      : TRAINED * R + PASSED_THROUGH * decoded + (1 + PASSED_THROUGH) * seen;
  return {
    autoencoder: TRAINED * (E + D),
    repair: E + autoencoded + discriminator + repair / (config.fakes === 'damaged' ? 1 : config.updateRatio),
  };
}

/** Multiply-adds of one forward pass of one image through each network. */
function forwardWork(config: ArtifactsConfig): Readonly<Record<'E' | 'D' | 'R' | 'C', number>> {
  const { pixels } = SIZES[config.size];
  const cells = cellsPerSide(config.size);
  const level = (name: string): number => Number(/\/(\d)/.exec(name)![1]);
  const work = (specs: readonly ParameterSpec[], side: (name: string) => number): number =>
    specs.reduce((sum, { name, shape }) => {
      const products = shape.reduce((product, extent) => product * extent, 1);
      if (shape.length === 4) return sum + side(name) ** 2 * products;
      return shape.length === 2 ? sum + products : sum;
    }, 0);
  return {
    E: work(encoderSpecs(config), (name) => pixels / 2 ** (level(name) - 1)),
    D: work(decoderSpecs(config), (name) => Math.min(pixels, cells * 2 ** level(name))),
    R: work(fakeSpecs(config), (name) => outputSide(config, name)),
    C: work(discriminatorSpecs(config), (name) =>
      name.includes('conv1') ? 4 * cells : name.includes('conv2') ? 2 * cells : cells,
    ),
  };
}

/** What a step of the phase keeps of each image. */
export function stepFootprint(config: ArtifactsConfig, phase: ArtifactsPhase): Footprint {
  return { maps: mapsOf(config, phase), copies: COPIES[phase] };
}

/** Numbers in the output map of each convolution that the phase differentiates, per source image. */
function mapsOf(config: ArtifactsConfig, phase: ArtifactsPhase): number[] {
  const { E, D, R, C } = artifactSpecs(config);
  const { pixels } = SIZES[config.size];
  const cells = cellsPerSide(config.size);
  const level = (name: string): number => Number(/\/(\d)/.exec(name)![1]);
  const maps = (specs: readonly ParameterSpec[], side: (name: string) => number): number[] =>
    specs.filter(({ shape }) => shape.length === 4).map(({ name, shape }) => side(name) ** 2 * shape.at(-1)!);
  const decoded = maps(D, (name) => Math.min(pixels, cells * 2 ** level(name)));
  if (phase === 'autoencoder') return [...maps(E, (name) => pixels / 2 ** (level(name) - 1)), ...decoded];
  const made = maps(R, (name) => outputSide(config, name));
  const judged = maps(C, (name) =>
    name.includes('conv1') ? 4 * cells : name.includes('conv2') ? 2 * cells : cells,
  );
  // C sees a real and a corrupt image of each source image, or two of each. D is differentiated on the way to R only.
  const seen = Array.from({ length: 2 * copiesSeen(config) }, () => judged).flat();
  // The generator's maps are there in phases and interleaved.
  return config.fakes === 'repaired' ? [...decoded, ...made, ...seen] : [...made, ...made, ...seen];
}
