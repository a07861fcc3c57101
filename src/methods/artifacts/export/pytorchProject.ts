/**
 * A run as a PyTorch project: fixed programs (pytorch/ beside this), which read everything that differs between runs from
 * config and state, so that what is tested is what is shipped.
 */
import type { Standing } from '../../../training/method';
import type { ArtifactsConfig } from '../config';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import type { PlainTensor } from '../../../networks/parameters';
import { describeExperiment, type Provenance } from '../../../export/metadata';
import type { NetworkExport } from '../../../export/networkExport';
import { writeSafetensors } from '../../../export/safetensors';
import { citationOf, SOFTWARE } from '../../../export/software';
import { channelsFirst, TORCH_NETWORKS, toTorch, type Letter } from '../../../export/torchLayout';
import { computeVectors } from '../../../export/vectors';

/** The settings that the programs take as given: of what goes beyond the paper's and its authors' own method. */
const ONLY = {
  fakes: 'repaired',
  repairPlacement: 'distributed',
  noise: 'none',
  normStatistics: 'joint',
} as const satisfies Partial<ArtifactsConfig>;

const LETTERS = Object.keys(TORCH_NETWORKS) as Letter[];

/**
 * The project's files by name. Throws one sentence if the run has a setting that the programs do not know. Runs every network once, on the present backend, for vectors.safetensors.
 *
 * @param programs texts of pytorch/ by file name: where they are depends on the platform
 * @param exports networks whose inputs and outputs are written for verify.py
 */
export async function pytorchProject(
  standing: Standing<ArtifactsConfig>,
  provenance: Provenance,
  programs: ReadonlyMap<string, string>,
  exports: readonly NetworkExport<ArtifactsConfig>[],
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const { config } = standing;
  for (const [key, value] of Object.entries(ONLY)) {
    const found = config[key as keyof typeof ONLY];
    if (found !== value)
      throw new Error(`The PyTorch project knows ${key} ${value} only; this run has ${found}.`);
  }
  const encoder = new TextEncoder();
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, text] of programs) files.set(name, encoder.encode(text));
  files.set('config.json', encoder.encode(`${JSON.stringify(config, null, 2)}\n`));
  files.set('state.safetensors', stateFile(standing, provenance));
  files.set('vectors.safetensors', await vectorsFile(standing, exports));
  files.set('README.md', encoder.encode(readme(standing, provenance)));
  return files;
}

function stateFile(
  { config, phase, step, adam, tensors }: Standing<ArtifactsConfig>,
  provenance: Provenance,
) {
  const updates = Object.fromEntries(
    LETTERS.flatMap((letter) =>
      adam[letter] === undefined ? [] : [[TORCH_NETWORKS[letter], adam[letter]] as const],
    ),
  );
  return writeSafetensors(stateTensors(config, tensors), {
    format: 'pt',
    ...describeExperiment(config, provenance),
    training: JSON.stringify({ phase, step, adam: updates }),
  });
}

/** `encoder.conv1.weight`, `adam.m.encoder.conv1.weight`, `history.images` and so on, in PyTorch's layout. */
function stateTensors(
  config: ArtifactsConfig,
  tensors: ReadonlyMap<string, PlainTensor>,
): Map<string, PlainTensor> {
  const state = new Map<string, PlainTensor>();
  for (const prefix of ['', 'adam/m/', 'adam/v/']) {
    const own = [...tensors].filter(([name]) => name.startsWith(prefix));
    const parameters = new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
    for (const letter of LETTERS) {
      for (const [name, tensor] of toTorch(letter, parameters, config)) {
        // The ones that stand for C's missing γ are no moments.
        if (prefix !== '' && letter === 'C' && name.endsWith('.bn.weight')) continue;
        state.set(`${prefix.replaceAll('/', '.')}${TORCH_NETWORKS[letter]}.${name}`, tensor);
      }
    }
  }
  for (const part of ['images', 'masks']) {
    const past = tensors.get(`history/${part}`);
    if (past) state.set(`history.${part}`, channelsFirst(past));
  }
  return state;
}

/** `discriminator.input.image`, `discriminator.output.conv5` and so on. */
async function vectorsFile(
  { config, tensors }: Standing<ArtifactsConfig>,
  exports: readonly NetworkExport<ArtifactsConfig>[],
): Promise<Uint8Array<ArrayBuffer>> {
  const networks = createNetworks(config, tensors);
  try {
    const all = new Map<string, PlainTensor>();
    for (const network of exports) {
      const { inputs, outputs } = await computeVectors(network, networks, config, 'inside');
      for (const [name, tensor] of inputs) all.set(`${network.name}.input.${name}`, tensor);
      for (const [name, tensor] of outputs) all.set(`${network.name}.output.${name}`, tensor);
    }
    return writeSafetensors(all, {});
  } finally {
    disposeNetworks(networks);
  }
}

function readme({ config, phase, step }: Standing<ArtifactsConfig>, { data, licence }: Provenance): string {
  return `# A run of ${SOFTWARE.name} in PyTorch

Size \`${config.size}\`, preset \`${config.preset}\`; it stands at step ${step} of phase “${phase}”.
Trained on: ${data ? `${data.name} (hash ${data.hash})` : 'not stated'}. Licence of the weights: ${licence ?? 'not stated'}.

    pip install -r requirements.txt
    python3 verify.py
    python3 train.py --data IMAGES --out runs/on
    torchrun --nproc_per_node=8 train.py --data IMAGES --out runs/on --batch 1024

\`verify.py\` compares every network's outputs with those of the lab (vectors.safetensors; less than 1e-4 of the largest
value). \`train.py\` goes on from state.safetensors, or from the newest state in \`--out\`. IMAGES is a folder of pictures, or a
.npy file of bytes [n, p, p, 3]; files that cannot be read are named and left
out (JPEGs damaged inside only the lab sees: Pillow does not tell). Other settings: \`--set theta=0.5 ganSteps=200000\`, by the names in config.json.

| File                 | Holds                                                              |
| -------------------- | ------------------------------------------------------------------ |
| \`model.py\`           | encoder, decoder, repair network, discriminator                    |
| \`steps.py\`           | one step of each phase; losses, Adam, history of corrupt images    |
| \`pictures.py\`        | which files are pictures; decodes them to sRGB                     |
| \`data.py\`            | images, crops, flips, colours                                      |
| \`train.py\`           | the loop, on one process or many                                   |
| \`state.py\`           | reads and writes state.safetensors                                 |
| \`state.safetensors\`  | weights, averages of normalisation, Adam's moments, past images    |
| \`config.json\`        | all settings, as state.safetensors has them too                    |

Taken over: weights, averages, Adam's moments and counts, past images, step and learning rate's schedule, θ and all other
settings. Not taken over: the generators. Images, crops, Ω and dropout are drawn by NumPy and PyTorch from the same seed, so
the run goes on as it might have, not as it would have.

${heldOutText(config)}Many processes share each batch. Normalisation and gradients are taken over all of them, so that as many images give the
same step on one GPU or eight; but for two things: each process keeps past images of its own, of which the first one's are
saved, and noise as fill is scaled by each process's own images.

Method: ${citationOf(config)}
`;
}

/** A paragraph where it matters: these programs draw from all the images that they are given. */
function heldOutText({ heldOut }: ArtifactsConfig): string {
  if (heldOut === 0) return '';
  return `The run held ${Math.round(100 * heldOut)} % of its images out, by which it was judged. \`train.py\` trains on all of IMAGES: what is to
judge later must be left out of them.

`;
}
