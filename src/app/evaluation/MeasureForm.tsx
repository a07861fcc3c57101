import { useEffect, useState, type FormEvent } from 'react';
import { count } from '../../base/counted';
import { DEFAULT_NEIGHBOURS } from '../../experiments/neighbours';
import type { FeaturesAbout } from '../../schema/about';
import type { MeasurePlan } from '../../store/evaluation';
import type { HeadKind, MeasureRequest } from '../../worker/protocol';
import { usePage, useSession } from '../../parts/sessionContext';
import { AttributesFile, type TextFile } from './AttributesFile';
import { Choice, Choices } from './Choices';
import { SecondSet } from './SecondSet';
import { useEvaluation } from '../../parts/useEvaluation';
import styles from '../../parts/Evaluation.module.css';

/** What every method is compared with; what a method brings comes between. */
const RANDOM = {
  name: 'random',
  title: 'random network',
  help: 'The same network as the seed initialises it, normalised like the trained one',
};
const PIXELS = { name: 'pixels', title: 'raw pixels', help: 'The image itself' };

function baselinesOf({ beside }: FeaturesAbout) {
  return [RANDOM, ...Object.entries(beside).map(([name, about]) => ({ name, ...about })), PIXELS];
}

const SHARES = [
  { name: 0.01, title: '1 %' },
  { name: 0.05, title: '5 %' },
  { name: 0.1, title: '10 %' },
  { name: 1, title: '100 %', isFixed: true },
];
const IMAGE_CHOICES = [500, 1000, 2000, 5000, 13_000];
const NEIGHBOUR_CHOICES = [0, 1, 5, DEFAULT_NEIGHBOURS, 20];
const EPOCH_CHOICES = [5, 10, 20, 50, 100, 200, 400];

function firstRequest(features: FeaturesAbout): MeasureRequest {
  return {
    layers: features.layers,
    baselines: baselinesOf(features).map(({ name }) => name),
    ...{ seeds: 1, images: 1000, neighbours: DEFAULT_NEIGHBOURS, shares: [1] },
    ...{ head: 'linear', fineTune: false, supervised: false, epochs: 20, onSecond: false, attributes: null },
  };
}

/** What is to be measured. Disabled, with the reason, where there are no labels. */
export function MeasureForm({ features }: { features: FeaturesAbout }) {
  const session = useSession();
  const own = usePage((page) => page.images);
  const second = useEvaluation((state) => state.second);
  const isBusy = useEvaluation((state) => state.doing !== null);
  const [attributes, setAttributes] = useState<TextFile | null>(null);
  const [request, setRequest] = useState(() => firstRequest(features));
  const change = (changes: Partial<MeasureRequest>) => setRequest((before) => ({ ...before, ...changes }));

  const onSecond = request.onSecond && second !== null;
  const labels = (onSecond ? second : own)?.labels ?? [];
  const labelled = labels.reduce((sum, label) => sum + label.count, 0);
  const hasLabels = labels.length >= 2;
  const plan = useMeasurePlan({ ...request, onSecond, attributes: attributes?.text ?? null });
  const isPossible = (hasLabels || attributes !== null) && request.layers.length > 0 && !plan?.problem;

  function submit(event: FormEvent): void {
    event.preventDefault();
    void session.evaluation.measure({ ...request, onSecond, attributes: attributes?.text ?? null });
  }

  return (
    <form onSubmit={submit} data-testid="measure-form">
      {!hasLabels && <Needs />}
      <fieldset className={styles.form} disabled={isBusy}>
        <Choices
          legend="Layers"
          all={features.layers.map((name) => ({ name, title: name }))}
          chosen={request.layers}
          choose={(layers) => change({ layers })}
        />
        <Choices
          legend="Beside"
          all={baselinesOf(features)}
          chosen={request.baselines}
          choose={(baselines) => change({ baselines })}
        />
        <div className={styles.numbers}>
          <Choice
            title="Splits"
            help="Divisions into training and validation images, each by a seed of its own, where folders give none; of STL-10, folds"
            value={request.seeds}
            values={[1, 2, 3, 5, 10]}
            choose={(seeds) => change({ seeds })}
          />
          <Choice
            title="Images"
            help="Labelled images at most, a share of each class; more need more memory"
            value={request.images}
            values={IMAGE_CHOICES}
            choose={(images) => change({ images })}
            after={attributes === null && labelled > request.images ? `of ${count(labelled)} labelled` : null}
          />
          <Choice
            title="k-NN"
            help="Neighbours that vote, by cosine similarity: of the images to learn from where folders divide the set, else of all others; 0 leaves it out"
            value={request.neighbours}
            values={NEIGHBOUR_CHOICES}
            choose={(neighbours) => change({ neighbours })}
          />
          <AttributesFile chosen={attributes?.name ?? null} choose={setAttributes} />
        </div>
        {attributes === null && <Training request={request} change={change} />}
        <SecondSet isUsed={onSecond} use={(use) => change({ onSecond: use })} />
        {plan && <Plan plan={plan} />}
        <button data-primary data-testid="measure" disabled={!isPossible}>
          Measure
        </button>
      </fieldset>
    </form>
  );
}

/** What measuring would do with the present images; asked for anew whenever they or the wishes change. */
function useMeasurePlan(request: MeasureRequest): MeasurePlan | null {
  const { evaluation } = useSession();
  const images = usePage((page) => page.images);
  const seed = usePage((page) => page.running.seed);
  const second = useEvaluation((state) => state.second);
  const plan = useEvaluation((state) => state.plan);
  const { seeds, images: most, neighbours, head, onSecond, attributes } = request;
  useEffect(() => {
    if (images) void evaluation.foretell(request);
    // Nothing else of the request changes how the images are divided.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [evaluation, images, seed, second, seeds, most, neighbours, head, onSecond, attributes]);
  return images && plan;
}

function Plan({ plan: { lines, problem } }: { plan: MeasurePlan }) {
  if (problem !== null)
    return (
      <p className={styles.problem} data-testid="measure-problem">
        {problem}
      </p>
    );
  return (
    <p className={styles.caption} data-testid="measure-plan">
      {lines.join(' ')}
    </p>
  );
}

function Needs() {
  return (
    <p className={styles.need} data-testid="measure-needs">
      These images have no classes to tell apart. Load a folder with one folder of images per class, measure
      on another such folder, or choose a CSV of attributes: a column of paths, then one of 0 and 1 for each
      attribute; CelebA’s list_attr_celeba.txt is read as it is. STL-10’s labelled images come with its
      folder, chosen as another one.
    </p>
  );
}

interface TrainingProps {
  request: MeasureRequest;
  change: (changes: Partial<MeasureRequest>) => void;
}

/** How the labels are read: with how many of them, by which head, and whether the layers below learn too. */
function Training({ request: { shares, head, fineTune, supervised, epochs }, change }: TrainingProps) {
  return (
    <>
      <Choices legend="Labels" all={SHARES} chosen={shares} choose={(chosen) => change({ shares: chosen })} />
      <div className={styles.numbers}>
        <label title="A linear layer, as in Tables 2, 4 and 5, or the two hidden layers of Table 1 before it">
          Head
          <select
            data-testid="choose-head"
            value={head}
            onChange={(event) => change({ head: event.currentTarget.value as HeadKind })}
          >
            <option value="linear">linear</option>
            <option value="mlp">two hidden layers</option>
          </select>
        </label>
        <label title="Beside each frozen layer one whose convolutions learn too: many times slower">
          <input
            type="checkbox"
            data-testid="choose-fine-tune"
            checked={fineTune}
            onChange={(event) => change({ fineTune: event.currentTarget.checked })}
          />
          fine-tune
        </label>
        <label title="Beside them the same network trained from scratch with the labels of each split: what these would give. It takes as long as its epochs">
          <input
            type="checkbox"
            data-testid="choose-supervised"
            checked={supervised}
            onChange={(event) => change({ supervised: event.currentTarget.checked })}
          />
          supervised
        </label>
        {(fineTune || supervised || head === 'mlp') && (
          <Choice
            title="Epochs"
            help="Passes over the training images. A frozen linear probe needs none: it is solved to its optimum"
            value={epochs}
            values={EPOCH_CHOICES}
            choose={(chosen) => change({ epochs: chosen })}
          />
        )}
      </div>
    </>
  );
}
