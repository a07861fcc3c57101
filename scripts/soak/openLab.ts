/** A Lab on the bundled sample at size tiny, which keeps its runs in memory. */
import { createHash } from 'node:crypto';
import { MemoryFolder } from '../../src/checkpoints/memoryFolder';
import { RunFolder } from '../../src/checkpoints/runFolder';
import { decodeWithSharp } from '../../src/cli/decode';
import { findData } from '../../src/cli/session';
import type { Config } from '../../src/experiments/config';
import { makeConfig } from '../../src/experiments/presets';
import type { BackendOptions } from '../../src/kernels/backend';
import type { LabEvent } from '../../src/lab/events';
import { Lab } from '../../src/lab/lab';

export async function openLab(backend: BackendOptions, changes: Partial<Config>, saveEvery: number) {
  const events: LabEvent[] = [];
  let runs = 0;
  const lab = new Lab(makeConfig({ size: 'tiny', ...changes }), {
    decode: decodeWithSharp,
    emit: (event) => {
      if (['recovered', 'failure'].includes(event.type)) events.push(event);
    },
    keeping: {
      newFolder: () => new RunFolder(`run ${runs++}`, new MemoryFolder({ full: false })),
      plan: { seconds: Infinity, steps: saveEvery },
    },
  });
  await lab.open(backend);
  const { files, name } = await findData('sample');
  await lab.load(files, name);
  return { lab, events };
}

export async function weightHash(lab: Lab): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, { data }] of await lab.parameters())
    hash.update(name).update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}
