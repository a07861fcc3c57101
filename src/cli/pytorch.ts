/** `lab pytorch`: a run, from its folder or from a capsule, as a PyTorch project that goes on with it. */
import { aboutMethod, type MethodId } from '../experiments/abouts';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Checkpoint } from '../checkpoints/checkpoint';
import { startBackend } from '../kernels/backend';
import { methodOf } from '../lab/works';
import { backendOptions, type BackendChoice } from './backend';
import { readCapsule } from './capsule';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { NodeFolder, replace } from './nodeFolder';
import { RunDirectory } from './runDirectory';
import { say } from './terminal';

export interface PytorchOptions extends BackendChoice {
  readonly run?: string;
  readonly capsule?: string;
  readonly out: string;
  readonly licence?: string;
}

/** Writes the project. Refuses a folder that holds one already, since a run may have gone on there. */
export async function pytorch(options: PytorchOptions): Promise<ExitCode> {
  const { about, tensors } = await findCheckpoint(options);
  const { out, licence } = options;
  if ((await new NodeFolder(out).files()).some(({ name }) => name === 'train.py')) {
    throw new Error(`There is already a project in “${out}”: give another --out, or move that one away.`);
  }
  await startBackend(await backendOptions(options));
  const { config, images } = about;
  const method = methodOf(config);
  if (!method.project) {
    throw new Error(`There is no PyTorch project of “${aboutMethod(method.id).title}”.`);
  }
  const { phase, step, adam } = about.training;
  const standing = { config, phase, step, adam, tensors };
  const files = await method.project(standing, { data: images, licence }, await readPrograms(method.id));
  for (const [name, bytes] of files) await replace(path.join(out, name), bytes);
  say(`The project is in “${out}”; “python3 ${path.join(out, 'verify.py')}” proves its networks.`);
  return EXIT.done;
}

async function findCheckpoint({ run, capsule }: PytorchOptions): Promise<Checkpoint> {
  if ((run === undefined) === (capsule === undefined)) {
    throw new BadUsage('Give either --run or --capsule: the run that shall go on.');
  }
  if (capsule !== undefined) return (await readCapsule(capsule)).checkpoints.at(-1)!;
  return (await new RunDirectory(run!).readCheckpoint()).checkpoint;
}

/** The texts of the project’s programs by file name. */
export async function readPrograms(method: MethodId): Promise<Map<string, string>> {
  const folder = fileURLToPath(new URL(`../methods/${method}/export/pytorch/`, import.meta.url));
  const names = (await readdir(folder)).filter((name) => /\.(py|txt)$/.test(name));
  const texts = names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(texts));
}
