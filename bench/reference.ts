/**
 * npm run bench:reference -- [--size tiny] [--batch 4] --out FILE
 *
 * Writes what our program computes at random weights, for bench/pytorch/check.py to compare: weights, images, masks,
 * outputs and gradients, in our layout, as safetensors.
 */
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../src/base/random';
import { cellsPerSide, SIZE_NAMES, SIZES, type SizeName } from '../src/schema/sizes';
import type { ArtifactsConfig } from '../src/methods/artifacts/config';
import { writeSafetensors } from '../src/export/safetensors';
import { startBackend } from '../src/kernels/backend';
import { damage, drawDropMask } from '../src/methods/artifacts/networks/damage';
import { decode } from '../src/methods/artifacts/networks/decoder';
import { hiddenUnits } from '../src/networks/trunk';
import { discriminate } from '../src/methods/artifacts/networks/discriminator';
import { encode } from '../src/methods/artifacts/networks/encoder';
import { createNetworks, type ArtifactNetworks } from '../src/methods/artifacts/networks/artifactNetworks';
import { readNetworks } from '../src/networks/networks';
import type { PlainTensor } from '../src/networks/parameters';
import { repairWith } from '../src/methods/artifacts/networks/repair';
import { noise } from './cases/case';
import { benchConfig } from './cases/steps';
import { ourGradients } from './gradients';
import { drawDropout } from './stock/steps';

const options = new Command('bench:reference')
  .addOption(new Option('--size <name>').choices(SIZE_NAMES).default('tiny'))
  .addOption(new Option('--backend <name>').choices(['wasm', 'cpu']).default('wasm'))
  .option('--batch <n>', 'images', Number, 4)
  .requiredOption('--out <file>', 'safetensors to write')
  .parse()
  .opts<{ size: SizeName; backend: 'wasm' | 'cpu'; batch: number; out: string }>();

await startBackend({ preference: options.backend });
const config = benchConfig(options.size, options.batch, 'simultaneous');
const networks = createNetworks(config);
const { pixels } = SIZES[options.size];
const images = noise([options.batch, pixels, pixels, 3]) as tf.Tensor4D;
const gradients = await ourGradients(networks, config, images);
const tensors = new Map<string, PlainTensor>([
  ...(await readNetworks(networks)),
  ...[...gradients].map(([name, value]) => [`gradient/${name}`, value] as const),
  ...(await outputs(networks, config, images)),
]);
const metadata = { size: options.size, batch: `${options.batch}` };
writeFileSync(options.out, writeSafetensors(tensors, metadata));
process.stderr.write(`${options.out}: ${tensors.size} tensors\n`);

/** The pictures and verdicts of the step whose gradients are given, drawn from the same streams. */
async function outputs(
  { E, D, R, C }: ArtifactNetworks,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
): Promise<[string, PlainTensor][]> {
  const stream = (purpose: 'damage' | 'dropout'): Random => Random.forPurpose(config.seed, purpose);
  const n = config.batchSize;
  const made = tf.tidy(() => {
    const mask = drawDropMask(stream('damage'), n, cellsPerSide(config.size), config.theta);
    const dropout = drawDropout(stream('dropout'), 2 * n, hiddenUnits(config), config.dropout);
    const features = encode(E, config, images, 'inference');
    const autoencoded = decode(D, config, features, 'inference');
    const damaged = damage(features, mask, config.fill, stream('damage'));
    const corrupt = decode(D, config, damaged, 'inference', repairWith(R, config, mask, 'batch'));
    const both = tf.concat([autoencoded, corrupt], 0);
    const { maskLogits, classLogits } = discriminate(C, config, both, 'batch', dropout);
    return { images, mask, dropout, autoencoded, corrupt, maskLogits, classLogits };
  });
  return Promise.all(
    Object.entries(made).map(async ([name, tensor]): Promise<[string, PlainTensor]> => {
      return [name, { shape: tensor.shape, data: (await tensor.data()) as Float32Array }];
    }),
  );
}
