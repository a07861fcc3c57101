/** `lab export`: the discriminator of a run for other programs. */
import { discriminatorToSafetensors } from '../export/discriminator';
import { EXIT, type ExitCode } from './exit';
import { replace } from './nodeFolder';
import { RunDirectory } from './runDirectory';

export const EXPORT_FORMATS = ['safetensors'] as const;

export interface ExportOptions {
  readonly run: string;
  readonly format: (typeof EXPORT_FORMATS)[number];
  readonly out: string;
}

export async function exportRun({ run, format, out }: ExportOptions): Promise<ExitCode> {
  const directory = new RunDirectory(run);
  const { config } = await directory.readRun();
  const weights = await directory.readWeights();
  switch (format) {
    case 'safetensors':
      await replace(out, discriminatorToSafetensors(weights, config));
  }
  process.stderr.write(`The discriminator is in “${out}”.\n`);
  return EXIT.done;
}
