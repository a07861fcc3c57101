import panel from '../../parts/panel.module.css';
import { MeasureForm } from './MeasureForm';
import { ProgressLine } from '../../parts/ProgressLine';
import { ResultTable } from './ResultTable';
import { usePage } from '../../parts/sessionContext';
import { useEvaluation } from '../../parts/useEvaluation';
import { useFeatures } from './useFeatures';
import { WatchControl } from './WatchControl';

/** What the features are worth: a table beside the baselines on demand, and a curve while it trains. */
export function LearnedPanel() {
  const head = useEvaluation((state) => state.head);
  const rows = useEvaluation((state) => state.rows);
  const features = useFeatures();
  const method = usePage((page) => page.running.method);
  return (
    <>
      <div className={panel.head}>
        <h2 id="learned-title">What it learned</h2>
        <span className={panel.note}>probes and neighbours, measured between the training steps</span>
      </div>
      <MeasureForm key={method} features={features} />
      <ProgressLine of={['table', 'second']} />
      {head && rows.length > 0 && <ResultTable head={head} rows={rows} />}
      <WatchControl />
    </>
  );
}
