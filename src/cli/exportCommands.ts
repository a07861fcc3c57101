/** The commands that carry networks elsewhere and check what was carried. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { METHOD_IDS } from '../experiments/abouts';
import { EXPORT_NAMES, exportNames } from '../experiments/exports';
import { OPSETS, type Opset } from '../export/onnx/graph';
import { threadsOption } from './backend';
import type { ExitCode } from './exit';
import { EXPORT_FORMATS, exportRun, type ExportOptions } from './exportRun';
import { RUNTIMES } from './onnxRuntimes';
import { verifyExport, type VerifyOptions } from './verifyExport';

export function addExportCommands(
  lab: Command,
  backendOption: () => Option,
  finish: (code: ExitCode) => void,
): void {
  lab
    .command('export')
    .description('Write the networks of a run for PyTorch, ONNX Runtime, NumPy and tfjs.')
    .requiredOption('--run <dir>', 'what “lab train --out” wrote')
    .addOption(
      new Option(
        '--format <name>',
        'one network as a file (tfjs: a zip of two); pytorch and zip: all networks with their loaders',
      )
        .choices(EXPORT_FORMATS)
        .default('safetensors'),
    )
    .requiredOption('--out <file>', 'the file to write')
    .addOption(
      new Option('--network <name>', `which network (default: ${firstNetworks()})`).choices(EXPORT_NAMES),
    )
    .addOption(
      new Option('--preprocessing <where>', 'inside: ONNX and tfjs take pictures in 0 … 255')
        .choices(['inside', 'outside'])
        .default('inside'),
    )
    .option('--opset <n>', `ONNX operator set: ${OPSETS.join(' or ')}`, opset, OPSETS.at(-1))
    .option('--licence <text>', 'under which you give the weights on')
    .addOption(backendOption())
    .addOption(threadsOption())
    .action(async (options: ExportOptions) => finish(await exportRun(options)));

  lab
    .command('verify-export <file>')
    .description('Check that an exported file computes what the lab did when it was written.')
    .addOption(
      new Option('--runtime <name>', 'ONNX Runtime, native or WebAssembly').choices(RUNTIMES).default('node'),
    )
    .addOption(backendOption())
    .addOption(threadsOption())
    .option('--json', 'one JSON object on stdout')
    .action(async (file: string, options: VerifyOptions) => finish(await verifyExport(file, options)));
}

/** “discriminator for artifacts, network for rotations”. */
function firstNetworks(): string {
  return METHOD_IDS.map((method) => `${exportNames({ method })[0]} for ${method}`).join(', ');
}

function opset(text: string): Opset {
  const known = OPSETS.find((one) => String(one) === text);
  if (known) return known;
  throw new InvalidArgumentError(`It should be ${OPSETS.join(' or ')}.`);
}
