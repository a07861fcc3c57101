import type { Figure3 } from '../../../../worker/protocol';
import panel from '../../../../parts/panel.module.css';

const NOTES: Readonly<Record<Figure3['fakes'], string | null>> = {
  repaired: null,
  damaged:
    'Nothing is repaired in this experiment: the discriminator is shown the damaged picture, under “Repaired”, too.',
  generated:
    'The discriminator is shown generated pictures, which are made of no image: they stand in every column after Ω, and there is no Ω.',
};

/** Says what the columns after Ω are where the experiment does not repair. */
export function FakesNote({ fakes }: { fakes: Figure3['fakes'] }) {
  const note = NOTES[fakes];
  return note && <p className={panel.note}>{note}</p>;
}
