import { count } from '../../base/counted';
import { short } from '../../parts/format';
import type { ChartSpec } from '../../parts/chartSpecs';
import { rawKey, type PlotRow } from './plotData';
import styles from './Charts.module.css';

interface ReadoutProps {
  row: PlotRow | undefined;
  spec: ChartSpec;
  /** The step at which the chart’s phase begins. */
  offset: number;
}

/** The values under the pointer: the average, and the raw value behind it. */
export function Readout({ row, spec, offset }: ReadoutProps) {
  if (!row) return null;
  return (
    <div className={styles.readout}>
      <p>step {count(row.x - offset)}</p>
      {spec.lines.map(({ metric, title, colour }) => {
        const [average, raw] = [row[metric] ?? NaN, row[rawKey(metric)] ?? NaN];
        return (
          <p key={metric} className={styles.key} style={{ '--key': colour }}>
            {title} <strong>{short(average)}</strong>
            {average !== raw && ` (raw ${short(raw)})`}
          </p>
        );
      })}
    </div>
  );
}
