/** A Lab for the command line: a backend of Node, images decoded by sharp, failures as errors. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAMPLE_NAME, SAMPLE_PATH } from '../experiments/sample';
import type { SourceFile } from '../data/types';
import type { Config } from '../experiments/config';
import type { ImageSet } from '../data/imageSet';
import type { BackendInfo } from '../kernels/backendInfo';
import type { Failure, LabEvent } from '../lab/events';
import type { Keeping } from '../lab/saving/keeper';
import { Lab } from '../lab/lab';
import { backendOptions, type BackendChoice } from './backend';
import { decodeWithSharp } from './decode';
import { filesUnder } from './files';

export interface SessionOptions {
  readonly config: Config;
  readonly backend: BackendChoice;
  /** A folder, a zip, an image, or “sample” for the bundled set; or files that were found elsewhere. */
  readonly data: string | FoundData;
  readonly listen: (event: LabEvent) => void;
  readonly keeping?: Keeping;
}

/** Files to read, and what to call them. */
export interface FoundData {
  readonly files: readonly SourceFile[];
  readonly name: string;
}

export interface Session {
  readonly lab: Lab;
  readonly images: ImageSet;
  readonly backend: BackendInfo;
  /** What went wrong last; failures of a running Lab are events, not errors. */
  failure(): Failure | null;
}

/** A Lab with its images read, ready to start. Throws one sentence if there is no backend or no usable image. */
export async function openSession({
  config,
  backend,
  data,
  listen,
  keeping,
}: SessionOptions): Promise<Session> {
  const { files, name } = typeof data === 'string' ? await findData(data) : data;
  const seen: { backend?: BackendInfo; failure?: Failure } = {};
  const lab = new Lab(config, {
    decode: decodeWithSharp,
    emit: (event) => {
      if (event.type === 'backend') seen.backend = event.backend;
      if (event.type === 'failure') seen.failure = event.failure;
      listen(event);
    },
    ...(keeping && { keeping }),
  });
  await lab.open(await backendOptions(backend));
  await lab.load(files, name);
  const { images } = lab;
  if (!images || !seen.backend) throw new Error(seen.failure?.what ?? `No image of “${name}” could be read.`);
  await lab.pin([]); // nobody watches: the figure is drawn when it is asked for
  return { lab, images, backend: seen.backend, failure: () => seen.failure ?? null };
}

/** The files that “--data” names, and what to call them. */
export async function findData(data: string): Promise<FoundData> {
  if (data !== 'sample') return { files: await filesUnder(data), name: path.basename(path.resolve(data)) };
  const sample = fileURLToPath(new URL(`../../public/${SAMPLE_PATH}`, import.meta.url));
  return { files: await filesUnder(sample), name: SAMPLE_NAME };
}
