import { lazy, Suspense, useRef, useState } from 'react';
import { csvText } from '../../base/csv';
import { savePng } from '../../parts/chartFiles';
import styles from '../../parts/Evaluation.module.css';
import { PngButton } from '../../parts/PngButton';
import { ProgressLine } from '../../parts/ProgressLine';
import { saveFile } from '../../parts/saveFile';
import { usePage, useSession } from '../../parts/sessionContext';
import { useEvaluation } from '../../parts/useEvaluation';
import type { CurveReport, CurveRequest } from '../../worker/protocol';
import { useFeatures } from './useFeatures';

const NeighbourPlot = lazy(() =>
  import('./NeighbourPlot').then(({ NeighbourPlot }) => ({ default: NeighbourPlot })),
);

/** The k-NN classifier’s accuracy against k, of one view of each image or of five crops. */
export function NeighbourCurve() {
  const { evaluation } = useSession();
  const isBusy = useEvaluation((state) => state.doing !== null);
  const curve = useEvaluation((state) => state.curve);
  const hasLabels = usePage((page) => (page.images?.labels.length ?? 0) >= 2);
  const { layers, judged } = useFeatures();
  const [wanted, setLayer] = useState(judged);
  const [crops, setCrops] = useState<CurveRequest['crops']>('five');
  const layer = layers.includes(wanted) ? wanted : judged;
  return (
    <div className={styles.watch} data-testid="neighbour-curve">
      <div className={styles.numbers}>
        <button
          data-testid="show-curve"
          disabled={isBusy || !hasLabels}
          title="Each labelled image is told by its nearest others, for more and more of them"
          onClick={() => void evaluation.showCurve({ layer, crops })}
        >
          k-NN against k
        </button>
        <select
          aria-label="Layer of the curve"
          value={layer}
          onChange={(event) => setLayer(event.currentTarget.value)}
        >
          {layers.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <select
          aria-label="Views of the curve"
          data-testid="curve-crops"
          value={crops}
          onChange={(event) => setCrops(event.currentTarget.value as CurveRequest['crops'])}
        >
          <option value="five">five crops</option>
          <option value="central">central view</option>
        </select>
      </div>
      <ProgressLine of={['curve']} />
      {curve && <Drawn curve={curve} />}
    </div>
  );
}

function Drawn({ curve }: { curve: CurveReport }) {
  const plot = useRef<HTMLDivElement>(null);
  const { rows, layer, caption } = curve;
  const key = [...new Set(rows.map(({ title }) => title))].map((title, i) => ({
    title,
    colour: `var(--curve-${i === 0 ? 1 : 3})`,
  }));

  function save(): void {
    const lines = rows.map(({ title, k, value, interval: { low, high } }) => [title, k, value, low, high]);
    saveFile(csvText([['network', 'k', 'accuracy', 'low95', 'high95'], ...lines]), 'knn.csv', 'text/csv');
  }

  return (
    <>
      <p className={styles.caption}>{caption}.</p>
      <div ref={plot} className={styles.plot} data-testid="curve-plot" data-points={rows.length}>
        <Suspense fallback={null}>
          <NeighbourPlot rows={rows} lines={key} />
        </Suspense>
      </div>
      <p className={styles.numbers}>
        {key.map(({ title, colour }) => (
          <span key={title}>
            <svg width="18" height="8" aria-hidden="true">
              <path d="M0 4h16" stroke={colour} strokeWidth="2" />
            </svg>
            {title}
          </span>
        ))}
        <PngButton
          what="the curve"
          testId="save-curve-png"
          save={() => {
            const words = { title: `k-NN on ${layer}`, across: 'neighbours k', up: 'right answers, %', key };
            return savePng(plot.current!, 'knn', words);
          }}
        />
        <button data-quiet data-testid="save-curve" title="Saves the numbers as CSV" onClick={save}>
          CSV
        </button>
      </p>
    </>
  );
}
