import { helpOf } from '../../../../parts/settingHelp';
import { useSession } from '../../../../parts/sessionContext';
import { useArtifacts } from '../useArtifacts';
import styles from './DamageControls.module.css';

/** The drop rate θ and the fill: hot, and beside the pictures that they change. */
export function DamageControls() {
  const session = useSession();
  const theta = useArtifacts((config) => config.theta);
  const fill = useArtifacts((config) => config.fill);
  return (
    <div className={styles.controls}>
      <label className={styles.theta} title={helpOf('artifacts', 'theta')}>
        <span>
          Drop rate <span className="math">θ</span>
        </span>
        <input
          data-testid="theta"
          type="range"
          min={0}
          max={0.95}
          step={0.01}
          value={theta}
          onChange={(event) => session.settings.setField('theta', Number(event.currentTarget.value))}
        />
        <output data-testid="theta-value">{theta.toFixed(2)}</output>
      </label>
      <label className={styles.fill} title={helpOf('artifacts', 'fill')}>
        Fill
        <select
          data-testid="fill"
          value={fill}
          onChange={(event) => session.settings.setField('fill', event.currentTarget.value)}
        >
          <option value="average">average</option>
          <option value="noise">noise</option>
        </select>
      </label>
    </div>
  );
}
