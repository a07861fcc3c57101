import { useState, type FormEvent } from 'react';
import type { Baseline, FeatureLayer, MeasureRequest } from '../../worker/protocol';
import { usePage, useSession } from '../sessionContext';
import { useEvaluation } from './useEvaluation';
import styles from './Evaluation.module.css';

export const LAYERS: readonly FeatureLayer[] = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'];
const BASELINES: readonly { name: Baseline; title: string; help: string }[] = [
  { name: 'random', title: 'random network', help: 'The same network as the seed initialises it' },
  { name: 'autoencoder', title: 'autoencoder φ', help: 'What the encoder’s features are worth' },
  { name: 'pixels', title: 'raw pixels', help: 'The image itself' },
];
const IMAGE_CHOICES = [500, 1000, 2000, 5000];

/** What is to be measured. Disabled, with the reason, where there are no labels. */
export function MeasureForm() {
  const session = useSession();
  const hasLabels = usePage((page) => (page.images?.labels.length ?? 0) >= 2);
  const isBusy = useEvaluation((state) => state.doing !== null);
  const [attributes, setAttributes] = useState<{ name: string; text: string } | null>(null);
  const [layers, setLayers] = useState(LAYERS);
  const [baselines, setBaselines] = useState<readonly Baseline[]>(BASELINES.map(({ name }) => name));
  const [{ seeds, images, neighbours }, setNumbers] = useState({ seeds: 1, images: 1000, neighbours: 10 });
  const isPossible = hasLabels || attributes !== null;

  function submit(event: FormEvent): void {
    event.preventDefault();
    const request: MeasureRequest = {
      ...{ layers, baselines, seeds, images, neighbours },
      attributes: attributes?.text ?? null,
    };
    void session.evaluation.measure(request);
  }

  return (
    <form onSubmit={submit} data-testid="measure-form">
      {!hasLabels && (
        <p className={styles.need} data-testid="measure-needs">
          These images have no labels. Load a folder with one folder of images per class, or choose a CSV of
          attributes: a column of paths, then one of 0 and 1 for each attribute.
        </p>
      )}
      <fieldset className={styles.form} disabled={isBusy}>
        <Choices
          legend="Layers"
          all={LAYERS.map((name) => ({ name, title: name }))}
          chosen={layers}
          choose={setLayers}
        />
        <Choices legend="Beside" all={BASELINES} chosen={baselines} choose={setBaselines} />
        <div className={styles.numbers}>
          <Choice
            title="Splits"
            help="Divisions into training and validation images, each by a seed of its own"
            value={seeds}
            values={[1, 2, 3, 5]}
            choose={(value) => setNumbers((numbers) => ({ ...numbers, seeds: value }))}
          />
          <Choice
            title="Images"
            help="Labelled images at most, a share of each class; more need more memory"
            value={images}
            values={IMAGE_CHOICES}
            choose={(value) => setNumbers((numbers) => ({ ...numbers, images: value }))}
          />
          <Choice
            title="k-NN"
            help="Neighbours that vote, leave-one-out, by cosine similarity; 0 leaves it out"
            value={neighbours}
            values={[0, 1, 5, 10, 20]}
            choose={(value) => setNumbers((numbers) => ({ ...numbers, neighbours: value }))}
          />
          <AttributesFile chosen={attributes?.name ?? null} choose={setAttributes} />
        </div>
        <button data-primary data-testid="measure" disabled={!isPossible || layers.length === 0}>
          Measure
        </button>
      </fieldset>
    </form>
  );
}

interface ChoicesProps<Name extends string> {
  legend: string;
  all: readonly { name: Name; title: string; help?: string }[];
  chosen: readonly Name[];
  choose: (chosen: readonly Name[]) => void;
}

function Choices<Name extends string>({ legend, all, chosen, choose }: ChoicesProps<Name>) {
  return (
    <div className={styles.choices} role="group" aria-label={legend}>
      <span className={styles.legend}>{legend}</span>
      {all.map(({ name, title, help }) => (
        <label key={name} title={help}>
          <input
            type="checkbox"
            data-testid={`choose-${name}`}
            checked={chosen.includes(name)}
            onChange={({ currentTarget }) =>
              choose(
                all
                  .map((one) => one.name)
                  .filter((one) => (one === name ? currentTarget.checked : chosen.includes(one))),
              )
            }
          />
          {title}
        </label>
      ))}
    </div>
  );
}

interface ChoiceProps {
  title: string;
  help: string;
  value: number;
  values: readonly number[];
  choose: (value: number) => void;
}

function Choice({ title, help, value, values, choose }: ChoiceProps) {
  return (
    <label title={help}>
      {title}
      <select
        value={value}
        data-testid={`choose-${title.toLowerCase()}`}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      >
        {values.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}

interface AttributesFileProps {
  chosen: string | null;
  choose: (file: { name: string; text: string } | null) => void;
}

/** A CSV of attributes takes the place of the folders’ labels, until it is taken away. */
function AttributesFile({ chosen, choose }: AttributesFileProps) {
  const session = useSession();
  function read(file: File | undefined): void {
    file?.text().then(
      (text) => choose({ name: file.name, text }),
      (error: unknown) => session.tellFailure('Reading the CSV', error),
    );
  }
  if (chosen !== null)
    return (
      <span className={styles.file}>
        {chosen}
        <button type="button" data-quiet aria-label={`Without ${chosen}`} onClick={() => choose(null)}>
          ✕
        </button>
      </span>
    );
  return (
    <label className="button" title="Several yes-or-no attributes of each image, judged by average precision">
      Attributes…
      <input
        className="spoken"
        type="file"
        accept=".csv,text/csv"
        data-testid="attributes-input"
        onChange={(event) => read(event.currentTarget.files?.[0])}
      />
    </label>
  );
}
