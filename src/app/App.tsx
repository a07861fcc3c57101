import { ChartsPanel } from './charts/ChartsPanel';
import { ComparePanel } from './compare/ComparePanel';
import { DataPanel } from './data/DataPanel';
import { PageDrop } from './data/PageDrop';
import { EvaluationPanels } from './evaluation/EvaluationPanels';
import { FigurePanel } from './figure/FigurePanel';
import { PinChooser } from './figure/PinChooser';
import { Inspector } from './inspector/Inspector';
import { ShortcutSheet } from './keyboard/ShortcutSheet';
import { useShortcuts } from './keyboard/useShortcuts';
import { Fold } from './layout/Fold';
import { readHidden } from './layout/hidden';
import { Shown } from './layout/Shown';
import { LearnPanel } from './learn/LearnPanel';
import { Messages } from './messages/Messages';
import { NetworkPanel } from './network/NetworkPanel';
import { RunBar } from './run/RunBar';
import { useLeaveGuard } from './run/leaveGuard';
import { useWakeLock } from './run/wakeLock';
import { RunOffer } from './runs/RunOffer';
import { RunsPanel } from './runs/RunsPanel';
import { SavingProblem } from './runs/SavingState';
import { useKeptInStep } from './runs/useKeptInStep';
import { SavePanel } from './SavePanel';
import { SettingsPanel } from './settings/SettingsPanel';
import { usePage } from './sessionContext';
import { TablesPanel } from './tables/TablesPanel';
import { TwinsPanel } from './twins/TwinsPanel';
import { Welcome } from './Welcome';
import styles from './App.module.css';

const IS_EMBEDDED = readHidden(location.search).isEmbedded;

export function App() {
  useShortcuts();
  useLeaveGuard();
  useWakeLock();
  useKeptInStep();
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
        <div className={styles.centre} id="pictures" tabIndex={-1}>
          <LearnPanel />
          {hasImages ? (
            <>
              <FigurePanel />
              <Shown part="closer">
                <Inspector />
              </Shown>
              <Shown part="network">
                <NetworkPanel />
              </Shown>
              <Shown part="pins">
                <Fold title="Pinned images" foldsOnPhone>
                  <PinChooser />
                </Fold>
              </Shown>
            </>
          ) : (
            <Welcome />
          )}
        </div>
        <div className={styles.charts}>
          {hasImages && (
            <>
              <Shown part="curves">
                <Fold title="Curves">
                  <ChartsPanel />
                </Fold>
              </Shown>
              <Shown part="evaluation">
                <Fold title="Evaluation" foldsOnPhone>
                  <EvaluationPanels />
                </Fold>
              </Shown>
            </>
          )}
          {(hasImages || hasRuns) && (
            <Shown part="runs">
              <Fold title="Runs">
                <RunsPanel />
                <ComparePanel />
              </Fold>
            </Shown>
          )}
          {hasImages && (
            <>
              <Shown part="table">
                <Fold title="The paper’s table" foldsOnPhone>
                  <TablesPanel />
                </Fold>
              </Shown>
              <Shown part="twins">
                <Fold title="Twins" foldsOnPhone>
                  <TwinsPanel />
                </Fold>
              </Shown>
            </>
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
  document.getElementById('pictures')?.focus();
}
