/** The table of the paper's kind: layers × networks, with the baselines that a number means nothing without. */
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import type { FeatureLayer } from '../networks/trunk';
import type { Networks } from '../networks/networks';
import { adaptNorm } from './adaptNorm';
import { extractFeatures, PROTOCOL_VALUES, type FeatureName } from './features';
import type { HeadKind } from './head';
import type { ProbeOptions, ProbeScore } from './probe';
import { canRead, readLabels, type Readable, type Reader } from './readers';
import type { Sliced } from './slices';
import { shareOfLabels, type LabelledSplit } from './split';

/** `random`: C as the run's seed initialises it. `autoencoder`: φ. `pixels`: the image. */
export const BASELINES = ['random', 'autoencoder', 'pixels'] as const;
export type Baseline = (typeof BASELINES)[number];

/** What is compared. Both networks belong to the caller, and stay as they are but for conv5's averages. */
export interface Contestants {
  readonly config: Config;
  readonly trained: Pick<Networks, 'E' | 'C'>;
  /** Fresh networks of the same config and seed. */
  readonly random: Pick<Networks, 'E' | 'C'>;
  readonly layers: readonly FeatureLayer[];
  readonly baselines: readonly Baseline[];
}

/** Features, and whose they are. */
export interface Contestant extends Readable {
  readonly network: 'trained' | Baseline;
}

/** Networks whose features are taken in one pass. Only one group's features need to be in memory at a time. */
export interface ContestantGroup {
  readonly network: Contestant['network'];
  readonly networks: Pick<Networks, 'E' | 'C'>;
  readonly names: readonly FeatureName[];
}

/** The trained network first, then the baselines. */
export function contestantGroups({ trained, random, layers, baselines }: Contestants): ContestantGroup[] {
  const groups: readonly ContestantGroup[] = [
    { network: 'trained', networks: trained, names: layers },
    { network: 'random', networks: random, names: layers },
    { network: 'autoencoder', networks: trained, names: ['encoder'] },
    { network: 'pixels', networks: trained, names: ['pixels'] },
  ];
  return groups.filter(({ network }) => network === 'trained' || baselines.includes(network));
}

/** Bytes of features that a group may keep in memory, where it has several layers. */
const GROUP_BYTES = 1e9;

/** The same, in as many groups as the features of so many images ask for: those of all STL-10 are 2.4 GB. */
export function groupsThatFit(groups: readonly ContestantGroup[], images: number): ContestantGroup[] {
  const layers = Math.max(1, Math.floor(GROUP_BYTES / (images * PROTOCOL_VALUES * 4)));
  return groups.flatMap((group) =>
    Array.from({ length: Math.ceil(group.names.length / layers) }, (_, i) => {
      return { ...group, names: group.names.slice(i * layers, (i + 1) * layers) };
    }),
  );
}

/** Whether the features depend on which images are for training: conv5's averages are measured over them. */
export function needsTraining(config: Config, { network }: ContestantGroup): boolean {
  return config.probeNorm === 'batch' && (network === 'trained' || network === 'random');
}

/**
 * A group's features for all images of a set. Where the config asks for batch statistics at transfer
 * (`probeNorm: batch`), conv5's averages are first measured over the training images.
 */
export async function* extractGroup(
  config: Config,
  group: ContestantGroup,
  images: ImageSet,
  training: ArrayLike<number>,
): Sliced<Contestant[]> {
  const { network, networks, names } = group;
  const source = { config, networks };
  if (needsTraining(config, group)) yield* adaptNorm(source, images, training);
  const maps = yield* extractFeatures(source, images, names);
  return Array.from(maps.values(), (features) => ({ network, source, features }));
}

/** One number of the table. */
export interface ProbeRow {
  readonly network: Contestant['network'];
  readonly layer: FeatureName;
  /** Share of the training labels that was used, in (0, 1]. */
  readonly share: number;
  readonly head: HeadKind;
  readonly fineTuned: boolean;
  readonly score: ProbeScore;
}

export interface ProbeTableOptions {
  readonly splits: readonly LabelledSplit[];
  /** Shares of the training labels; [1] uses them all. */
  readonly shares: readonly number[];
  /** Chooses which labels a share keeps. */
  readonly seed: number;
  /** What reads the features, one after the other. */
  readonly readers: readonly Reader[];
  readonly probe: ProbeOptions;
  /** Called as soon as a number is known. */
  readonly onRow?: (row: ProbeRow) => void;
}

/** Probes every contestant on every split. */
export async function* probeTable(
  contestants: Contestants,
  images: ImageSet,
  { splits, shares, seed, readers, probe: options, onRow }: ProbeTableOptions,
): Sliced<ProbeRow[]> {
  const rows: ProbeRow[] = [];
  for (const group of groupsThatFit(contestantGroups(contestants), images.count)) {
    let extracted: Contestant[] | null = null;
    for (const split of splits) {
      if (!extracted || needsTraining(contestants.config, group)) {
        extracted = yield* extractGroup(contestants.config, group, images, split.training);
      }
      for (const contestant of extracted) {
        const { network, features } = contestant;
        for (const reader of readers.filter((one) => canRead(one, contestant))) {
          for (const share of shares) {
            const training = shareOfLabels(split.labels, split.training, share, seed);
            const score = yield* readLabels(contestant, images, { ...split, training }, reader, options);
            const { head, fineTuned } = reader;
            const row: ProbeRow = { network, layer: features.name, share, head, fineTuned, score };
            rows.push(row);
            onRow?.(row);
          }
        }
      }
    }
  }
  return rows;
}
