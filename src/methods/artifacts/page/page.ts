/** The page of spotting artifacts: its panels, loaded when they are first shown or shortly after the page. */
import { later } from '../../../parts/later';
import type { OwnPage } from '../../../parts/ownPage';
import { onPictures } from '../../../parts/shortcut';
import { beginShowcase } from './opening/showcase';
import { toggleOutline, toggleRepair, toggleWipe } from './figure/figureView';

// What is in sight when the page opens does not wait to be shown.
const opening = import('./opening/Opening');
const figure = import('./figure/Figure3Panel');

export const PAGE: OwnPage = {
  opening: {
    title: 'Learning to spot artifacts',
    line: 'Drag θ and see pictures break and mend.',
    begin: (session) => void beginShowcase(session),
    Demo: later(async () => (await opening).Demo),
  },
  BesideSample: later(async () => (await opening).BesideSample),
  Figure: later(async () => (await figure).Figure3Panel),
  KeptFigure: later(async () => (await import('./figure/KeptFigure3')).KeptFigure3),
  TwinFigure: later(async () => (await import('./twins/TwinFigure3')).TwinFigure3),
  Learn: later(async () => (await import('./learn/LearnPanel')).LearnPanel),
  Closer: later(async () => (await import('./inspector/Inspector')).Inspector),
  Networks: later(async () => (await import('./network/NetworkPanel')).NetworkPanel),
  Health: later(async () => (await import('./health/HealthPanel')).HealthPanel),
  shortcuts: [
    {
      key: 'm',
      shown: 'M',
      what: 'Repair on or off, to compare',
      needsImages: true,
      go: onPictures(toggleRepair),
    },
    {
      key: 'b',
      shown: 'B',
      what: 'Before and after, under a slider',
      needsImages: true,
      go: onPictures(toggleWipe),
    },
    {
      key: 'o',
      shown: 'O',
      what: 'Outline the dropped cells',
      needsImages: true,
      go: onPictures(toggleOutline),
    },
  ],
};
