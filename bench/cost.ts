/**
 * Multiply-adds of the networks, counted from the shapes of their own weights, as in the paper's arithmetic:
 * convolutions and fully connected layers only, padding counted in full. One multiply-add is two FLOP.
 */
import type { Config } from '../src/experiments/config';
import { SIZES, STRIDE } from '../src/experiments/sizes';
import { decoderSpecs } from '../src/networks/decoder';
import { discriminatorSpecs } from '../src/networks/discriminator';
import { encoderSpecs } from '../src/networks/encoder';
import type { ParameterSpec } from '../src/networks/parameters';
import { repairSpecs } from '../src/networks/repair';

export interface LayerCost {
  readonly name: string;
  /** Kernel [k, k, in / groups, out], or [in, out]. */
  readonly shape: readonly number[];
  /** Side of the output map, 1 for fully connected layers. */
  readonly side: number;
  /** Forward multiply-adds per image. */
  readonly macs: number;
}

/** Every layer with weights, by network. */
export function layerCosts(config: Config): Record<'E' | 'D' | 'R' | 'C', LayerCost[]> {
  const { pixels } = SIZES[config.size];
  const cells = pixels / STRIDE;
  const number = (name: string): number => Number(/\/(?:conv)?(\d)/.exec(name)?.[1] ?? 5);
  return {
    E: costs(encoderSpecs(config), (name) => pixels / 2 ** (number(name) - 1)),
    D: costs(decoderSpecs(config), (name) => Math.min(pixels, cells * 2 ** number(name))),
    R: costs(repairSpecs(config), (name) => cells * 2 ** (number(name) - 1)),
    C: costs(discriminatorSpecs(config), (name) => {
      if (name.startsWith('C/fc')) return 1;
      return name.startsWith('C/conv1') ? pixels / 4 : name.startsWith('C/conv2') ? pixels / 8 : cells;
    }),
  };
}

function costs(specs: readonly ParameterSpec[], side: (name: string) => number): LayerCost[] {
  return specs
    .filter(({ name }) => name.endsWith('/kernel'))
    .map(({ name, shape }) => {
      const pixels = side(name) ** 2;
      return { name, shape, side: side(name), macs: pixels * shape.reduce((product, n) => product * n, 1) };
    });
}

const sum = (layers: readonly LayerCost[]): number => layers.reduce((total, layer) => total + layer.macs, 0);

/**
 * FLOP per source image of one step. A backward pass costs one forward for the gradient to the input and one for
 * that to the weights. The damage & repair step updates C and R in turn: D̂ and C run once more for R.
 */
export function stepFlop(config: Config): { readonly autoencoder: number; readonly damageRepair: number } {
  const layers = layerCosts(config);
  const [E, D, R, C] = [sum(layers.E), sum(layers.D), sum(layers.R), sum(layers.C)];
  const first = (network: readonly LayerCost[]): number => network[0]!.macs;
  const autoencoder = 3 * (E + D) - first(layers.E);
  const discriminatorStep = E + D + (D + R) + 2 * C + (4 * C - 2 * first(layers.C));
  const repairStep = D + R + C + (C + D + 2 * R) - first(layers.R);
  return { autoencoder: 2 * autoencoder, damageRepair: 2 * (discriminatorStep + repairStep) };
}
