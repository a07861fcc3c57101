import { Suspense, type ReactNode } from 'react';
import { later } from '../parts/later';
import { FigurePanel } from './figure/FigurePanel';
import { PinChooser } from './figure/PinChooser';
import { useInspectClicks } from '../parts/useInspectClicks';
import { Fold } from './layout/Fold';
import { isShown, Shown } from './layout/Shown';
import { Tabs, type TabPanel } from './layout/Tabs';
import { useOwnPage } from './pages';
import { usePage } from '../parts/sessionContext';
import { Welcome } from './Welcome';
import styles from './App.module.css';

// Whatever is not in sight when the page opens comes after what is.
const EvaluationPanels = later(async () => (await import('./evaluation/EvaluationPanels')).EvaluationPanels);
const CheckpointViewer = later(async () => (await import('./runs/CheckpointViewer')).CheckpointViewer);
const ComparePanel = later(async () => (await import('./compare/ComparePanel')).ComparePanel);
const TwinsPanel = later(async () => (await import('./twins/TwinsPanel')).TwinsPanel);
const TablesPanel = later(async () => (await import('./tables/TablesPanel')).TablesPanel);

/** The middle of the page: the pictures, and under tabs of their own whatever needs as much room. */
export function Centre() {
  const hasImages = usePage((page) => page.images !== null);
  const hasRuns = usePage((page) => (page.runs?.length ?? 0) > 0);
  const panels: readonly (TabPanel | false)[] = [
    { tab: 'pictures', title: 'Pictures', content: <Pictures /> },
    hasImages &&
      isShown('evaluation') && {
        tab: 'learned',
        title: 'What it learned',
        content: suspended(<EvaluationPanels />),
      },
    hasImages && isShown('table') && { tab: 'table', title: 'Table', content: suspended(<TablesPanel />) },
    (hasImages || hasRuns) &&
      isShown('runs') && { tab: 'compare', title: 'Compare', content: suspended(<ComparePanel />) },
    hasImages && isShown('twins') && { tab: 'twins', title: 'Twins', content: suspended(<TwinsPanel />) },
  ];
  return (
    <Tabs
      className={styles.centre}
      id="pictures"
      tabIndex={-1}
      panels={panels.filter((panel) => panel !== false)}
    />
  );
}

function suspended(panel: ReactNode): ReactNode {
  return <Suspense>{panel}</Suspense>;
}

/** The figure with all that is about its images, and what is looked at beside it: a lesson, a kept run. */
function Pictures() {
  const hasImages = usePage((page) => page.images !== null);
  const inspected = usePage((page) => page.inspected);
  const own = useOwnPage();
  useInspectClicks(hasImages && own !== null && isShown('closer'));
  return (
    <>
      {own && suspended(<own.Learn />)}
      {inspected && <Shown part="runs">{suspended(<CheckpointViewer inspected={inspected} />)}</Shown>}
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
            <Fold title="Choose images" foldsOnPhone>
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
