import { Centre } from './Centre';
import { ChartsPanel } from './charts/ChartsPanel';
import { DataPanel } from './data/DataPanel';
import { PageDrop } from './data/PageDrop';
import { ShortcutSheet } from './keyboard/ShortcutSheet';
import { useShortcuts } from './keyboard/useShortcuts';
import { Fold } from './layout/Fold';
import { readHidden } from './layout/hidden';
import { Shown } from './layout/Shown';
import { Messages } from './messages/Messages';
import { goTo } from '../parts/place/usePlace';
import { usePlaceInStep } from './place/usePlaceInStep';
import { EndCard } from './run/EndCard';
import { RunBar } from './run/RunBar';
import { useLeaveGuard } from './run/leaveGuard';
import { useWakeLock } from './run/wakeLock';
import { RunOffer } from './runs/RunOffer';
import { RunsPanel } from './runs/RunsPanel';
import { SavingProblem } from './runs/SavingState';
import { useKeptInStep } from './runs/useKeptInStep';
import { SavePanel } from './SavePanel';
import { SettingsPanel } from './settings/SettingsPanel';
import { usePage } from '../parts/sessionContext';
import styles from './App.module.css';

const IS_EMBEDDED = readHidden(location.search).isEmbedded;

export function App() {
  useShortcuts();
  useLeaveGuard();
  useWakeLock();
  useKeptInStep();
  usePlaceInStep();
  const hasImages = usePage((state) => state.images !== null);
  const hasRuns = usePage((state) => (state.runs?.length ?? 0) > 0);
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#pictures" onClick={skipToPictures}>
        To the pictures
      </a>
      {(hasImages || !IS_EMBEDDED) && (
        <Shown part="bar">
          <RunBar />
        </Shown>
      )}
      <RunOffer />
      <Shown part="bar">
        <EndCard />
      </Shown>
      <SavingProblem />
      <main className={styles.layout} data-shows={hasImages ? 'run' : hasRuns ? 'runs' : 'nothing'}>
        <div className={styles.side}>
          <Shown part="images">
            <Fold title="Images">
              <DataPanel />
            </Fold>
          </Shown>
          <Shown part="settings">
            <Fold title="Settings" foldsOnPhone>
              <SettingsPanel />
            </Fold>
          </Shown>
          <Shown part="save">
            <Fold title="Save" foldsOnPhone>
              <SavePanel />
            </Fold>
          </Shown>
        </div>
        <Centre />
        <div className={styles.charts}>
          {hasImages && (
            <Shown part="curves">
              <Fold title="Curves">
                <ChartsPanel />
              </Fold>
            </Shown>
          )}
          {(hasImages || hasRuns) && (
            <Shown part="runs">
              <Fold title="Runs">
                <RunsPanel />
              </Fold>
            </Shown>
          )}
        </div>
      </main>
      <Messages />
      <PageDrop />
      <ShortcutSheet />
    </div>
  );
}

/** The address holds the experiment, so a jump must not be written there. */
function skipToPictures(event: { preventDefault: () => void }): void {
  event.preventDefault();
  goTo({ tab: 'pictures' });
  document.getElementById('pictures')?.focus();
}
