/** What a step of each phase computes and keeps, from the shapes of the networks: told before it is measured. */
import type { ArtifactsConfig } from './config';
import type { ArtifactsPhase } from './about';
import { cellsPerSide, SIZES } from '../../schema/sizes';
import { artifactSpecs } from './networks/artifactNetworks';
import { outputSide } from './networks/fakes';
import { forwardWork, mapSizes, PASSED_THROUGH, TRAINED, trunkSide } from '../../training/cost';
import type { Footprint } from '../../training/method';
import { copiesSeen } from './training/noise';

/**
 * Bytes of maps that are alive at once, per byte of the maps that the phase’s networks make of an image; fitted to
 * tf.profile’s peak on wasm (tiny, small and stl10, batches 2 to 16; memory.test.ts holds it against the steps themselves).
 */
const COPIES: Readonly<Record<ArtifactsPhase, number>> = { autoencoder: 6.4, repair: 8.3 };

/** Multiply-adds of one step for each source image, of convolutions and fully connected layers alone. */
export function stepWork(config: ArtifactsConfig): Readonly<Record<ArtifactsPhase, number>> {
  const [specs, side] = [artifactSpecs(config), sides(config)];
  const work = (letter: keyof typeof side): number => forwardWork(specs[letter], side[letter]);
  const [E, D, R, C] = [work('E'), work('D'), work('R'), work('C')];
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

/** The side of the map that a layer gives, by the letter of its network. */
function sides(config: ArtifactsConfig): Readonly<Record<'E' | 'D' | 'R' | 'C', (name: string) => number>> {
  const { pixels } = SIZES[config.size];
  const cells = cellsPerSide(config.size);
  const level = (name: string): number => Number(/\/(\d)/.exec(name)![1]);
  return {
    E: (name) => pixels / 2 ** (level(name) - 1),
    D: (name) => Math.min(pixels, cells * 2 ** level(name)),
    R: (name) => outputSide(config, name),
    C: trunkSide(config.size),
  };
}

/** What a step of the phase keeps of each image. */
export function stepFootprint(config: ArtifactsConfig, phase: ArtifactsPhase): Footprint {
  return { maps: mapsOf(config, phase), copies: COPIES[phase] };
}

/** Numbers in the output map of each convolution that the phase differentiates, per source image. */
function mapsOf(config: ArtifactsConfig, phase: ArtifactsPhase): number[] {
  const [specs, side] = [artifactSpecs(config), sides(config)];
  const maps = (letter: keyof typeof side): number[] => mapSizes(specs[letter], side[letter]);
  if (phase === 'autoencoder') return [...maps('E'), ...maps('D')];
  // C sees a real and a corrupt image of each source image, or two of each. D is differentiated on the way to R only.
  const seen = Array.from({ length: 2 * copiesSeen(config) }, () => maps('C')).flat();
  // The generator's maps are there in phases and interleaved.
  const made = maps('R');
  return config.fakes === 'repaired' ? [...maps('D'), ...made, ...seen] : [...made, ...made, ...seen];
}
