/** A Lab on the bundled sample at size tiny. */
import { createHash } from 'node:crypto';
import { MemoryFolder } from '../../src/checkpoints/memoryFolder';
import { RunFolder } from '../../src/checkpoints/runFolder';
import { decodeWithSharp } from '../../src/cli/decode';
import { findData } from '../../src/cli/session';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import { makeConfig } from '../../src/experiments/presets';
import type { BackendOptions } from '../../src/kernels/backend';
import type { LabEvent } from '../../src/lab/events';
import type { Keeping } from '../../src/lab/saving/keeper';
import { Lab } from '../../src/lab/lab';

/** Runs are kept in memory, each saved after so many steps. */
export function inMemory(saveEvery: number): Keeping {
  let runs = 0;
  return {
    newFolder: () => new RunFolder(`run ${runs++}`, new MemoryFolder({ full: false })),
    plan: { seconds: Infinity, steps: saveEvery },
  };
}

/** @param hear is told each event; `events` gathers what went wrong */
export async function openLab(
  backend: BackendOptions,
  changes: Partial<ArtifactsConfig>,
  keeping: Keeping,
  hear: (event: LabEvent) => void = () => undefined,
) {
  const events: LabEvent[] = [];
  const lab = new Lab(makeConfig({ size: 'tiny', ...changes }), {
    decode: decodeWithSharp,
    emit: (event) => {
      if (['recovered', 'failure'].includes(event.type)) events.push(event);
      hear(event);
    },
    keeping,
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
