/** Five lessons on the method. Each says one thing, shows its equation and drives the live page. */
import type { ArtifactsConfig } from '../../config';
import type { ARTIFACTS } from '../../about';
import type { ExperimentId } from '../../experiments';
import type { FigureColumn } from '../../../../worker/protocol';

type LessonId = (typeof ARTIFACTS)['lessons'][number];

/** A column of Figure 3 that a lesson points at; the two masks are no pictures. */
export type PointedColumn = FigureColumn | 'mask' | 'prediction' | 'score';

/** Something to do: settings that act at once, and where to look then. */
export interface Trial {
  readonly text: string;
  readonly changes: Partial<Pick<ArtifactsConfig, 'theta' | 'fill'>>;
  readonly look: readonly PointedColumn[];
  /** What one should see. */
  readonly see: string;
}

export interface Lesson {
  readonly id: LessonId;
  readonly title: string;
  readonly text: readonly string[];
  readonly equation: { readonly tex: string; readonly source: string; readonly words: string };
  readonly trials: readonly Trial[];
  /** Rows of the paper’s Table 1 that bear on it. */
  readonly rows: readonly ExperimentId[];
  readonly rowsSay: string;
}

export const LESSONS: readonly Lesson[] = [
  {
    id: 'artifact',
    title: 'What is an artifact?',
    text: [
      'The encoder E turns a picture x into a small grid φ of features. Each cell of the grid has seen little more than its own block of 16 × 16 pixels (8 × 8 at size laptop), so that dropping a cell is like losing that block.',
      'A dropped cell is filled with the average of its neighbours. The decoder turns the damaged grid back into a picture, in which something does not belong: an artifact.',
    ],
    equation: {
      tex: '\\hat\\phi = \\Omega\\odot\\phi + (1-\\Omega)\\odot(u*\\phi)',
      source: 'in the text at eq. (1)',
      words:
        'The damaged feature is the feature where Ω is one, and the average of its neighbours where Ω is zero.',
    },
    trials: [
      {
        text: 'Drop a third of the cells',
        changes: { theta: 0.3, fill: 'average' },
        look: ['mask', 'damaged'],
        see: 'Every dark cell of Ω is a smeared block of the damaged picture.',
      },
      {
        text: 'Fill with noise instead',
        changes: { theta: 0.3, fill: 'noise' },
        look: ['mask', 'damaged'],
        see: 'The same cells, another filling. The paper saw no significant difference between the two.',
      },
    ],
    rows: [],
    rowsSay: '',
  },
  {
    id: 'pixels',
    title: 'Why not damage the pixels?',
    text: [
      'A grey square pasted onto a picture is found by its edge alone: who spots it need not know what the picture shows. Damage in φ passes through the decoder, which paints ordinary texture over it.',
      'For the same reason a picture that counts as real is autoencoded as well. Otherwise the discriminator could tell real from corrupt by the decoder’s own traces.',
    ],
    equation: {
      tex: '\\mathcal{L}_{\\text{auto}} = \\sum_{x} \\lvert D(E(x)) - x\\rvert^2',
      source: 'eq. (3)',
      words: 'The autoencoder is trained to copy: the sum over all pictures of the squared difference.',
    },
    trials: [
      {
        text: 'Drop nothing',
        changes: { theta: 0 },
        look: ['original', 'real', 'damaged'],
        see: 'With θ = 0 the damaged picture is the autoencoded one, to the last bit: no trace of the decoder tells them apart.',
      },
      {
        text: 'Drop a few cells',
        changes: { theta: 0.15, fill: 'average' },
        look: ['real', 'damaged'],
        see: 'What differs now is the damage only.',
      },
    ],
    rows: ['baseline', 'a'],
    rowsSay: 'With untouched images as real ones the features lose five points.',
  },
  {
    id: 'repair',
    title: 'What may repair do?',
    text: [
      'Plain damage is still too easy to see. A repair network R works between the layers of the decoder and tries to make the discriminator believe the picture.',
      'A gate holds it in: its output is multiplied by (1 − Ω), so that it changes dropped cells only. It can mend texture there, but what the object was is gone. What remains to be spotted is whether the whole makes sense.',
    ],
    equation: {
      tex: 'D_{i-1} + \\bigl(1-U_{i-1}(\\Omega)\\bigr)\\odot R_i(D_{i-1})',
      source: 'eq. (2)',
      words:
        'Each layer of the decoder gets the output of the one before, plus a repair where the mask, brought to that size, is zero.',
    },
    trials: [
      {
        text: 'Compare with and without repair',
        changes: { theta: 0.5, fill: 'average' },
        look: ['damaged', 'repaired'],
        see: 'Trained, it turns blocks into texture. Untrained, it only scribbles.',
      },
      {
        text: 'Take the gate away',
        changes: { theta: 0.5 },
        look: ['repaired', 'ungated'],
        see: 'Without the gate the repair may touch everything, and Ω can no longer be read from the picture.',
      },
      {
        text: 'Repair twice',
        changes: { theta: 0.5 },
        look: ['repaired', 'twice'],
        see: 'Damaged and repaired once more, artifacts add up (Figure 3e).',
      },
    ],
    rows: ['baseline', 'b', 'i', 'k'],
    rowsSay: 'Without a repair network, 25 points are lost: the discriminator learns no more than it must.',
  },
  {
    id: 'mask',
    title: 'Why predict the mask?',
    text: [
      'The discriminator C answers two questions: is this picture real, and which cells were dropped? The second has an answer for every cell, so one picture teaches much more than one bit.',
      'To say where something is wrong, C must know what should be there.',
    ],
    equation: {
      tex: '\\begin{aligned}&\\mathcal{L}_{\\text{mask}} = -\\sum_{\\hat x}\\sum_{ij} \\bigl[\\Omega_{ij}\\log\\sigma(C^{\\text{mask}}_{ij})\\\\ &\\quad {}+ (1-\\Omega_{ij})\\log\\bigl(1-\\sigma(C^{\\text{mask}}_{ij})\\bigr)\\bigr]\\end{aligned}',
      source: 'eq. (5), with the minus sign that the paper omits',
      words: 'The cross-entropy between the mask and what C predicts of it, cell by cell.',
    },
    trials: [
      {
        text: 'Compare Ω with its prediction',
        changes: { theta: 0.5 },
        look: ['mask', 'prediction', 'score'],
        see: 'Untrained or after a short training, the prediction is brown and vague: it has barely begun. Train on to see it follow Ω; it is learnt late, the class comes first.',
      },
    ],
    rows: ['baseline', 'g'],
    rowsSay: 'Without mask prediction: one and a half points less.',
  },
  {
    id: 'theta',
    title: 'What does θ do to the features?',
    text: [
      'θ is the probability that a cell is dropped. With few cells missing, hardly any part of an object is damaged, and C may look at texture only. With many, parts and objects go missing, and C has to know them.',
      'With nearly all dropped, little is left to know them by.',
    ],
    equation: {
      tex: 'P(\\Omega_{ij}=0) = \\theta',
      source: 'section 4.1',
      words: 'Each cell is dropped with probability θ, independently of the others.',
    },
    trials: [
      {
        text: 'θ = 0.1',
        changes: { theta: 0.1 },
        look: ['mask', 'repaired'],
        see: 'Almost everything is kept: an easy picture to repair, and little to learn.',
      },
      {
        text: 'θ = 0.7',
        changes: { theta: 0.7 },
        look: ['mask', 'repaired'],
        see: 'The rate of the paper’s best features: texture everywhere, objects nowhere.',
      },
      {
        text: 'θ = 0.9',
        changes: { theta: 0.9 },
        look: ['mask', 'repaired'],
        see: 'Hardly anything of the picture is left.',
      },
    ],
    rows: ['c', 'd', 'baseline', 'e', 'f'],
    rowsSay: 'From θ = 0.1 to 0.7 the features gain ten points.',
  },
];
