import { useState } from 'react';
import panel from '../../parts/panel.module.css';
import { PngButton } from '../../parts/PngButton';
import { usePage, useSession } from '../../parts/sessionContext';
import { PictureCanvas } from '../../parts/PictureCanvas';
import { savePicture } from '../../parts/pictureFile';
import { ProgressLine } from '../../parts/ProgressLine';
import { SheetView } from '../../parts/SheetView';
import { useEvaluation } from '../../parts/useEvaluation';
import { useOwnPage } from '../pages';
import { useFeatures } from './useFeatures';
import styles from '../../parts/Evaluation.module.css';

const FILTER_SCALE = 4;

/** Figures 7 and 8 on demand: filters, what neurons respond to, what the features find alike. */
export function NeuronsPanel() {
  const session = useSession();
  const { evaluation } = session;
  const isBusy = useEvaluation((state) => state.doing !== null);
  const filters = useEvaluation((state) => state.filters);
  const patches = useEvaluation((state) => state.patches);
  const retrieval = useEvaluation((state) => state.retrieval);
  const second = useEvaluation((state) => state.second);
  const pinned = usePage((page) => page.pinned);
  const { layers, judged } = useFeatures();
  const [wanted, setLayer] = useState(judged);
  const layer = layers.includes(wanted) ? wanted : judged;
  const [neurons, setNeurons] = useState('');
  const [besideRandom, setBesideRandom] = useState(false);
  const chosen = neuronsOf(neurons);
  const onOpen = useOwnPage() ? session.looks.open : undefined;

  return (
    <>
      <div className={panel.head}>
        <h2 id="neurons-title">What its neurons see</h2>
      </div>
      <div className={styles.numbers}>
        <button data-testid="show-filters" disabled={isBusy} onClick={() => void evaluation.showFilters()}>
          {layers[0]} filters
        </button>
        <button
          data-testid="show-retrieval"
          disabled={isBusy}
          title={`Nearest neighbours of the pinned images on ${judged}`}
          onClick={() => void evaluation.showRetrieval({ queries: pinned, inSecond: false, besideRandom })}
        >
          Neighbours of the pinned
        </button>
        {second && (
          <button
            data-testid="show-retrieval-second"
            disabled={isBusy}
            onClick={() => void evaluation.showRetrieval({ queries: pinned, inSecond: true, besideRandom })}
          >
            … in {second.name}
          </button>
        )}
        <label title="Below each row what a network as the seed initialises it finds, both normalised alike">
          <input
            type="checkbox"
            data-testid="retrieval-beside"
            checked={besideRandom}
            onChange={(event) => setBesideRandom(event.currentTarget.checked)}
          />
          beside a random network
        </label>
      </div>
      <div className={styles.numbers}>
        <select
          aria-label="Layer"
          data-testid="patch-layer"
          value={layer}
          onChange={(event) => setLayer(event.currentTarget.value)}
        >
          {layers.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <label>
          neurons
          <input
            className={styles.text}
            data-testid="patch-neurons"
            value={neurons}
            placeholder="five, evenly"
            aria-invalid={chosen === null}
            title="Numbers of channels, with commas"
            onChange={(event) => setNeurons(event.currentTarget.value)}
          />
        </label>
        <button
          data-testid="show-patches"
          disabled={isBusy || chosen === null}
          onClick={() =>
            void evaluation.showPatches({ layer, ...(chosen?.length ? { neurons: chosen } : {}) })
          }
        >
          Strongest patches
        </button>
      </div>
      <ProgressLine of={['filters', 'patches', 'retrieval']} />
      {filters && (
        <div className={styles.filters}>
          <PictureCanvas picture={filters} label="The filters of conv1" testId="filters" />
          <PngButton
            what="the filters"
            testId="save-filters"
            save={() => savePicture(filters, 'filters.png', FILTER_SCALE)}
          />
        </div>
      )}
      {patches && <SheetView sheet={patches} name="patches" onOpen={onOpen} />}
      {retrieval && <SheetView sheet={retrieval} name="retrieval" onOpen={onOpen} />}
    </>
  );
}

/** “3, 17” → [3, 17]; null for what is no list of whole numbers. */
function neuronsOf(text: string): number[] | null {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  return parts.every((part) => /^\d{1,5}$/.test(part)) ? parts.map(Number) : null;
}
