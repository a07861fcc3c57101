import { lazy, Suspense } from 'react';
import { ComparePanel } from './compare/ComparePanel';
import { EvaluationPanels } from './evaluation/EvaluationPanels';
import { FigurePanel } from './figure/FigurePanel';
import { PinChooser } from './figure/PinChooser';
import { Fold } from './layout/Fold';
import { isShown, Shown } from './layout/Shown';
import { Tabs, type TabPanel } from './layout/Tabs';
import { LearnPanel } from './learn/LearnPanel';
import { useOwnPanels } from './ownPanels';
import { CheckpointViewer } from './runs/CheckpointViewer';
import { usePage } from './sessionContext';
import { TwinsPanel } from './twins/TwinsPanel';
import { Welcome } from './Welcome';
import styles from './App.module.css';

const TablesPanel = lazy(() =>
  import('./tables/TablesPanel').then(({ TablesPanel }) => ({ default: TablesPanel })),
);

/** The middle of the page: the pictures, and under tabs of their own whatever needs as much room. */
export function Centre() {
  const hasImages = usePage((page) => page.images !== null);
  const hasRuns = usePage((page) => (page.runs?.length ?? 0) > 0);
  const panels: readonly (TabPanel | false | undefined)[] = [
    { tab: 'pictures', title: 'Pictures', content: <Pictures /> },
    hasImages &&
      isShown('evaluation') && { tab: 'learned', title: 'What it learned', content: <EvaluationPanels /> },
    hasImages &&
      isShown('table') && { tab: 'table', title: 'Table', content: <Suspense children={<TablesPanel />} /> },
    (hasImages || hasRuns) &&
      isShown('runs') && { tab: 'compare', title: 'Compare', content: <ComparePanel /> },
    hasImages && isShown('twins') && { tab: 'twins', title: 'Twins', content: <TwinsPanel /> },
  ];
  return (
    <Tabs
      className={styles.centre}
      id="pictures"
      tabIndex={-1}
      panels={panels.filter((panel) => panel !== false && panel !== undefined)}
    />
  );
}

/** The figure with all that is about its images, and what is looked at beside it: a lesson, a kept run. */
function Pictures() {
  const hasImages = usePage((page) => page.images !== null);
  const inspected = usePage((page) => page.inspected);
  const own = useOwnPanels();
  return (
    <>
      {own && <LearnPanel />}
      {inspected && (
        <Shown part="runs">
          <CheckpointViewer inspected={inspected} />
        </Shown>
      )}
      {hasImages ? (
        <>
          <FigurePanel />
          {own && (
            <Suspense>
              <Shown part="closer">
                <own.Closer />
              </Shown>
              <Shown part="network">
                <own.Networks />
              </Shown>
            </Suspense>
          )}
          <Shown part="pins">
            <Fold title="Pinned images" foldsOnPhone>
              <PinChooser />
            </Fold>
          </Shown>
        </>
      ) : (
        <Welcome />
      )}
    </>
  );
}
