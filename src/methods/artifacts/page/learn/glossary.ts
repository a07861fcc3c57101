/** The words of the method, in the order in which one meets them. */
export interface Term {
  readonly term: string;
  readonly meaning: string;
  /** Where the paper has it. */
  readonly source: string;
}

export const GLOSSARY: readonly Term[] = [
  {
    term: 'Self-supervised',
    meaning: 'Learning from pictures alone: the task is made from the pictures, nobody labels anything.',
    source: '§1',
  },
  {
    term: 'Encoder E, feature φ',
    meaning:
      'E turns a picture into a grid φ of cells, each a list of numbers about one block of 16 × 16 pixels (8 × 8 at size laptop) and one pixel around it.',
    source: '§4.1, Fig. 4',
  },
  {
    term: 'Decoder D',
    meaning: 'Turns φ back into a picture. D(E(x)) is the autoencoded picture, which counts as real.',
    source: '§4.2, eq. (3)',
  },
  {
    term: 'Drop mask Ω',
    meaning:
      'A grid of ones and zeros, drawn anew for every picture and step: 1 = kept, 0 = dropped; Figure 3 paints kept cells pale, dropped ones dark.',
    source: '§4.1',
  },
  { term: 'Drop rate θ', meaning: 'The probability that a cell is dropped.', source: '§4.1' },
  {
    term: 'Fill u∗φ',
    meaning: 'What a dropped cell gets instead: the average of the 3 × 3 cells around it, or noise.',
    source: '§4.1, §4.4',
  },
  {
    term: 'Repair network R',
    meaning: 'Blocks between the decoder’s layers, five in the paper, that try to hide the damage.',
    source: 'eqs. (1) (2), Fig. 5',
  },
  {
    term: 'Gate (1 − Ω)',
    meaning: 'What a repair block adds is multiplied by it, so that it reaches dropped cells only.',
    source: 'eq. (1), Fig. 5',
  },
  {
    term: 'Corrupt image x̂',
    meaning: 'The damaged and repaired picture: what the discriminator must recognise.',
    source: 'eqs. (1) (2), Fig. 3 b',
  },
  {
    term: 'Discriminator C',
    meaning:
      'An AlexNet that tells real from corrupt and predicts Ω. Its convolutions conv1 … conv5 are the features that the method is for.',
    source: '§4.3',
  },
  {
    term: 'Artifact',
    meaning: 'Anything by which a picture can be told from a real one.',
    source: '§1',
  },
  {
    term: 'History buffer',
    meaning: 'Corrupt pictures of earlier steps, mixed in so that C does not forget old tricks of R.',
    source: '§5.1, Table 1 (j)',
  },
  {
    term: 'Linear probe',
    meaning:
      'A linear classifier trained on frozen features: the better it does, the more the features know about the labels.',
    source: '§5.2',
  },
  {
    term: 'k-NN',
    meaning: 'A picture gets the label of the k pictures with the most similar features.',
    source: 'Fig. 8',
  },
  {
    term: 'Grad-CAM',
    meaning: 'A map of the places that moved C’s decision most.',
    source: 'Fig. 9',
  },
];
