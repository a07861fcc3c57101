import type { Figure3 } from '../../../../worker/protocol';
import panel from '../../../../parts/panel.module.css';
import { usePage } from '../../../../parts/sessionContext';
import { useArtifacts } from '../useArtifacts';
import { CompareView } from './CompareView';
import { useColumns } from './columns';
import { DamageControls } from './DamageControls';
import { FakesNote } from './FakesNote';
import { FigureHead } from '../../../../parts/FigureHead';
import { FigureTable } from './FigureTable';
import { FigureTools } from './FigureTools';
import { useFigureView } from './figureView';
import { SideScroll } from '../../../../parts/SideScroll';
import { StepScrubber } from '../../../../parts/StepScrubber';
import { useBrought } from './unlearnt';
import { useShownFigure3 } from '../../../../parts/useFigures';
import styles from '../../../../parts/FigureTools.module.css';

/** Figure 3 of the paper, live, for the pinned images, with the damage under the finger. */
export function Figure3Panel() {
  const { figure, isLive } = useShownFigure3();
  const pinned = usePage((page) => page.pinned.length);
  const mode = useFigureView((view) => view.mode);
  const outlined = useFigureView((view) => view.outlined);
  const zoom = useFigureView((view) => view.zoom);
  return (
    <section className={panel.panel} aria-labelledby="figure-title">
      <FigureHead title={isLive ? 'Figure 3, live' : 'Figure 3, as it was'} figure={figure} />
      <DamageControls />
      <FigureTools figure={figure} />
      {figure && <FakesNote fakes={figure.fakes} />}
      <SideScroll
        data-testid="figure"
        data-outlined={outlined}
        data-theta={figure?.theta}
        data-step={figure?.step}
        role="region"
        aria-label="Pictures of Figure 3"
        tabIndex={0}
        style={{ '--zoom': zoom }}
      >
        {!figure || figure.rows.length === 0 ? (
          <p className={panel.note}>{pinned === 0 ? 'Pin an image below to see it here.' : 'Drawing…'}</p>
        ) : mode === 'table' ? (
          <ShownTable figure={figure} isLive={isLive} />
        ) : (
          <CompareView figure={figure} />
        )}
      </SideScroll>
      {figure && figure.rows.length > 0 && mode === 'table' && <RepairNote figure={figure} />}
      <StepScrubber />
    </section>
  );
}

function ShownTable({ figure, isLive }: { figure: Figure3; isLive: boolean }) {
  const columns = useColumns(figure, useBrought());
  return <FigureTable figure={figure} columns={columns} isLive={isLive} />;
}

/** What the gate keeps, and why pixels of kept cells change nevertheless. */
function RepairNote({ figure: { phase, fakes } }: { figure: Figure3 }) {
  const isGated = useArtifacts((config) => config.repairGate);
  if (phase === 'autoencoder' || fakes !== 'repaired' || !isGated) return null;
  return (
    <p className={styles.note} data-testid="repair-note">
      Repair changes dropped cells of φ only; the decoder spreads each change a few pixels into its
      neighbours.
    </p>
  );
}
