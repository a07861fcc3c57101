/** How much a step of each phase computes, from the shapes of the networks: what tells its cost before it is measured. */
import type { Config } from '../experiments/config';
import type { Phase } from '../experiments/metrics';
import { cellsPerSide, SIZES } from '../experiments/sizes';
import { decoderSpecs } from '../networks/decoder';
import { discriminatorSpecs } from '../networks/discriminator';
import { encoderSpecs } from '../networks/encoder';
import { fakeSpecs, outputSide } from '../networks/fakes';
import type { ParameterSpec } from '../networks/parameters';
import { copiesSeen } from './noise';

/** A gradient by its weights and one by its input cost a forward pass each. */
const TRAINED = 3;
/** Where only the gradient by the input is needed. */
const PASSED_THROUGH = 2;

/** Multiply-adds of one step for each source image, of convolutions and fully connected layers alone. */
export function stepWork(config: Config): Readonly<Record<Phase, number>> {
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
function forwardWork(config: Config): Readonly<Record<'E' | 'D' | 'R' | 'C', number>> {
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
