/**
 * Which pretext suits images, by what their statistics say: the thesis has the choice depend on the data (§4.3, “Determining
 * suitable transformations”). An ideal transformation leaves patches that could be anywhere in the data and whole images that
 * could not. The rule and its thresholds are ours.
 */
import { counted } from '../../base/counted';
import { aboutMethod, METHOD_IDS, type MethodId } from '../../experiments/abouts';
import type { ImageKind } from '../../schema/about';
import { FEWEST, GUESS, type RotationTold } from './rotation';

export interface Advice {
  /** Null where there are too few images to say. */
  readonly kind: ImageKind | null;
  /** Methods whose task suits such images, as they say themselves. */
  readonly suited: readonly MethodId[];
  /** One line. */
  readonly said: string;
  /** Share of what whole images tell of their rotation, beyond a guess, that patches alone tell, too; null where they tell too little. */
  readonly shortcut: number | null;
  /** How that comes about: sentences, with the numbers. */
  readonly why: readonly string[];
}

/** What the rule goes by. */
export interface Signs {
  readonly images: number;
  /** As MeanImage.common. */
  readonly common: number | null;
  readonly rotation: Pick<RotationTold, 'patches' | 'whole' | 'judged'> | null;
}

/** Where wholes tell it less often images have no upright side; telling upright from lying, and no more, would be a half. */
const UPRIGHT_FROM = 0.55;
/** From this share on patches give the rotation away. */
const GIVEN_AWAY_FROM = 0.75;
/** From this share of edges in common on images count as aligned. */
const ALIGNED_FROM = 0.15;

const TITLES: Readonly<Record<ImageKind, string>> = {
  upright: 'Upright objects',
  aligned: 'Aligned images',
  unoriented: 'Images without an upright side',
};

export function adviceOn(signs: Signs): Advice {
  const { images, common, rotation } = signs;
  if (!rotation) {
    const said = `${counted(images, 'image')}: too few to say which method suits them, which takes ${FEWEST}.`;
    return { kind: null, suited: [], said, shortcut: null, why: [] };
  }
  const [patches, whole] = [rotation.patches.value, rotation.whole.value];
  const shortcut = whole < UPRIGHT_FROM ? null : Math.max(0, (patches - GUESS) / (whole - GUESS));
  const isGivenAway = shortcut !== null && shortcut >= GIVEN_AWAY_FROM;
  const isAligned = isGivenAway && common !== null && common >= ALIGNED_FROM;
  const kind = shortcut === null ? 'unoriented' : isAligned ? 'aligned' : 'upright';
  const suited = METHOD_IDS.filter((id) => aboutMethod(id).suits?.includes(kind));
  const told = `rotation can be told from patches alone here: ${percent(patches)}, from the whole: ${percent(whole)}`;
  const titles = suited.map((id) => aboutMethod(id).title).join(', ');
  return {
    ...{ kind, suited, shortcut },
    said: `${TITLES[kind]}; ${told}.${titles && ` Suited: ${titles}.`}`,
    why: [...reasons(kind, isGivenAway), ...numbers(signs, shortcut)],
  };
}

function reasons(kind: ImageKind, isGivenAway: boolean): string[] {
  switch (kind) {
    case 'unoriented':
      return [
        'A task that asks which way up an image is has no answer here; one that asks what was damaged, warped or exchanged has.',
      ];
    case 'aligned':
      return [
        'The same patterns stand in the same places, so that one of them, an eye or a corner, gives the rotation away: a network can tell it without seeing the whole.',
      ];
    case 'upright':
      return [
        isGivenAway
          ? 'Patches tell most of the rotation though the images are not aligned, as light that comes from one side does: strong augmentation, or a task beside rotations, keeps a network from stopping there.'
          : 'To tell which way up an image is takes more than its patches: what is learnt for it is of the whole.',
      ];
  }
}

function numbers({ common, rotation }: Signs, shortcut: number | null): string[] {
  const { patches, whole, judged } = rotation!;
  const interval = ({ interval: { low, high } }: typeof whole): string =>
    `[${percent(low)}, ${percent(high)}]`;
  return [
    `Of ${judged} images that were not learnt from, the rotation is told right by all patches together without their places for ${percent(patches.value)} ${interval(patches)}, by the whole for ${percent(whole.value)} ${interval(whole)}; ${percent(GUESS)} is a guess.`,
    ...(shortcut === null
      ? [`Below ${percent(UPRIGHT_FROM)} for the whole, images count as without an upright side.`]
      : [
          `That is ${percent(shortcut)} of what the whole tells beyond a guess; from ${percent(GIVEN_AWAY_FROM)} on, patches give it away.`,
        ]),
    ...(common === null
      ? []
      : [
          `The mean image keeps ${percent(common)} of the edges; with ${percent(ALIGNED_FROM)} and more, and a rotation that patches give away, images count as aligned.`,
        ]),
  ];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
