// Trains both phases on a folder of images and saves the discriminator: node train.mjs IMAGES
import { writeFile } from 'node:fs/promises';
import { discriminatorToSafetensors, Lab, makeConfig } from 'artifact-lab';
import { decodeWithSharp, filesUnder } from 'artifact-lab/node';

const config = makeConfig({ size: 'tiny', batchSize: 8, aeSteps: 20, ganSteps: 20, theta: 0.5 });

function listen(event) {
  if (event.type === 'failure') throw new Error(event.failure.what);
  if (event.type !== 'metrics') return;
  for (const { phase, step, values } of event.rows) console.log(phase, step, values);
}

const lab = new Lab(config, { decode: decodeWithSharp, emit: listen });
await lab.open({ preference: 'wasm' });
await lab.load(await filesUnder(process.argv[2]), 'my images');
lab.start();
await lab.settled();
await writeFile('discriminator.safetensors', discriminatorToSafetensors(await lab.parameters(), lab.config));
