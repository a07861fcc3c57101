/** What the method of mirrorUnderTest.ts says of itself: by itself, since the list of abouts is made of it. */
import { z } from 'zod';
import type { MethodAbout } from '../schema/about';
import { DATA, OPTIMISER, PROBE, RUN } from '../schema/common';
import { epochs, field, rate, steps } from '../schema/field';
import { ROTATIONS } from './rotations/about';

const LAYERS = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'];
const OWN = ['turns', 'head', 'dropout'];
const SHARED = Object.fromEntries(
  Object.entries(ROTATIONS.presets.default).filter(([key]) => !OWN.includes(key)),
);

export const MIRROR = {
  id: 'mirror',
  title: 'Mirrors',
  summary: 'A classifier learns whether an image was mirrored.',
  paper: { title: 'None', authors: 'Nobody', year: 2026, url: 'https://example.org' },
  fields: {
    preset: field(z.enum(['default']), { group: 'run', title: 'Preset', description: 'One.' }),
    ...RUN,
    steps: field(steps, { group: 'run', hot: true, title: 'Steps', description: 'Higher: longer.' }),
    epochs: field(epochs, { group: 'run', hot: true, title: 'Epochs', description: 'Higher: longer.' }),
    ...DATA,
    learningRate: field(rate, {
      group: 'optimiser',
      hot: true,
      title: 'Rate',
      description: 'Higher: faster.',
    }),
    ...OPTIMISER,
    ...PROBE,
  },
  presets: { default: { ...SHARED, flip: false } },
  plainPreset: 'default',
  later: [],
  phases: [
    {
      ...{ id: 'mirrors', title: 'Mirrors', called: 'mirrors', budget: { steps: 'steps', epochs: 'epochs' } },
      ...{ trains: ['C'], trainsToo: [], draws: ['sides'], later: [], decides: null },
      ...{ rates: ['learningRate'], logs: [], players: [] },
    },
  ],
  metrics: {
    mirrorLoss: { title: 'Loss' },
    learningRate: { title: 'Learning rate' },
    imagesPerSecond: { title: 'Images per second' },
  },
  charts: [],
  features: { layers: LAYERS, judged: 'conv5', beside: {} },
  trail: ['mirrorLoss', 'learningRate'],
  ...{
    tables: [],
    lessons: [],
    figure: [],
    beside: [],
    front: ['steps'],
    groups: [],
    places: {},
    compared: [],
  },
  exports: ['network'],
} as const satisfies MethodAbout;
