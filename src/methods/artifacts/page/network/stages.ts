/** A training step in slow motion: its stages, and the blocks that each lights up. */
import type { Phase } from '../../../../worker/protocol';
import type { Traced } from '../asked';

export interface Stage {
  readonly name: string;
  readonly says: string;
  readonly layers: readonly Traced[];
  /** The stage in which weights change. */
  readonly updates?: true;
}

/** A row of the diagram. */
export interface Lane {
  readonly title: string;
  readonly layers: readonly Traced[];
}

export const LANES: readonly Lane[] = [
  { title: 'Encoder E', layers: ['x', 'E1', 'E2', 'E3', 'E4', 'E5'] },
  {
    title: 'Damage, repair blocks R and decoder D',
    layers: ['damaged', 'R1', 'D1', 'R2', 'D2', 'R3', 'D3', 'R4', 'D4', 'R5', 'corrupt'],
  },
  { title: 'Discriminator C', layers: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'mask'] },
];

/** The blocks of phase two's players. */
export const PLAYERS: Readonly<Record<'C' | 'R', readonly Traced[]>> = {
  C: ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'mask'],
  R: ['R1', 'R2', 'R3', 'R4', 'R5'],
};

const ENCODE: Stage = {
  name: 'Encode',
  says: 'E turns the image x into the grid φ.',
  layers: ['x', 'E1', 'E2', 'E3', 'E4', 'E5'],
};

const STAGES: Partial<Record<Phase, readonly Stage[]>> = {
  autoencoder: [
    ENCODE,
    {
      name: 'Decode',
      says: 'D turns φ back into a picture. (The diagram shows it with damage and repair, which come later.)',
      layers: ['D1', 'D2', 'D3', 'D4', 'corrupt'],
    },
    {
      name: 'Update',
      says: 'E and D change so that the picture comes closer to x (eq. 3).',
      layers: ['E1', 'E2', 'E3', 'E4', 'E5', 'D1', 'D2', 'D3', 'D4'],
      updates: true,
    },
  ],
  repair: [
    ENCODE,
    {
      name: 'Damage',
      says: 'Ω drops cells of φ; each is filled with the average of its neighbours, or with noise.',
      layers: ['damaged'],
    },
    {
      name: 'Repair',
      says: 'Before each layer of the decoder a repair block may change the dropped cells (eqs. 1 and 2).',
      layers: ['R1', 'D1', 'R2', 'D2', 'R3', 'D3', 'R4', 'D4', 'R5', 'corrupt'],
    },
    {
      name: 'Judge',
      says: 'C says whether the picture is real, and which cells were dropped (eqs. 4 and 5).',
      layers: PLAYERS.C,
    },
    {
      name: 'Update',
      says: 'C changes so as to be right; R changes so that C takes its pictures for real. E and D rest.',
      layers: [...PLAYERS.R, ...PLAYERS.C],
      updates: true,
    },
  ],
};

export function stagesOf(phase: Phase): readonly Stage[] {
  return STAGES[phase] ?? [];
}
