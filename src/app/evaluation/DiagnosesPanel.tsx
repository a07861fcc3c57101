import panel from '../../parts/panel.module.css';
import { ArrangementProbe } from './ArrangementProbe';
import { NeighbourCurve } from './NeighbourCurve';

/** The diagnoses of the thesis’s chapter 4 that every method has, on demand. */
export function DiagnosesPanel() {
  return (
    <>
      <div className={panel.head}>
        <h2 id="diagnoses-title">Local or global</h2>
        <span className={panel.note}>beside a random network, measured between the training steps</span>
      </div>
      <ArrangementProbe />
      <NeighbourCurve />
    </>
  );
}
