import { ChartsPanel } from './charts/ChartsPanel';
import { DataPanel } from './data/DataPanel';
import { PageDrop } from './data/PageDrop';
import { EvaluationPanels } from './evaluation/EvaluationPanels';
import { FigurePanel } from './figure/FigurePanel';
import { PinChooser } from './figure/PinChooser';
import { Messages } from './messages/Messages';
import { RunBar } from './run/RunBar';
import { useLeaveGuard } from './run/leaveGuard';
import { useWakeLock } from './run/wakeLock';
import { RunOffer } from './runs/RunOffer';
import { RunsPanel } from './runs/RunsPanel';
import { SavingProblem } from './runs/SavingState';
import { useKeptInStep } from './runs/useKeptInStep';
import { useShortcuts } from './run/shortcuts';
import { SavePanel } from './SavePanel';
import { SettingsPanel } from './settings/SettingsPanel';
import { usePage } from './sessionContext';
import { Welcome } from './Welcome';
import styles from './App.module.css';

export function App() {
  useShortcuts();
  useLeaveGuard();
  useWakeLock();
  useKeptInStep();
  const hasImages = usePage((state) => state.images !== null);
  return (
    <>
      <RunBar />
      <RunOffer />
      <SavingProblem />
      <main className={styles.layout}>
        <div className={styles.side}>
          <DataPanel />
          <SettingsPanel />
          <SavePanel />
        </div>
        <div className={styles.centre}>
          {hasImages ? (
            <>
              <FigurePanel />
              <PinChooser />
            </>
          ) : (
            <Welcome />
          )}
        </div>
        <div className={styles.charts}>
          <ChartsPanel />
          <EvaluationPanels />
          <RunsPanel />
        </div>
      </main>
      <Messages />
      <PageDrop />
    </>
  );
}
