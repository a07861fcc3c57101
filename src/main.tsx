import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { ErrorBoundary } from './app/ErrorBoundary';
import { browserPlatform } from './app/browserPlatform';
import { pageOf } from './app/pages';
import { hiddenProblem, readHidden } from './app/layout/hidden';
import { workOffline } from './app/offline';
import { SessionProvider } from './parts/sessionContext';
import { gpuProblem } from './app/machine';
import { placeProblem } from './parts/place/place';
import { applyTheme, rememberedTheme } from './app/theme';
import { FIRST_METHOD } from './experiments/abouts';
import { methodIntoHash, repairLink } from './experiments/link';
import { Session } from './store/session';
import './app/theme.css';

applyTheme(rememberedTheme());
const root = document.getElementById('root')!;
if (new URLSearchParams(location.search).has('bench')) {
  void import('./app/bench/openBench').then(({ openBench }) => openBench(root));
} else {
  openLab(root);
}

function openLab(root: HTMLElement): void {
  const repaired = methodIntoHash(repairLink(location.href));
  if (repaired !== location.href) history.replaceState(history.state, '', repaired);
  const loadsSample = new URLSearchParams(location.search).get('sample') === '1';
  const session = new Session(browserPlatform());
  if (loadsSample) void session.loadSample();
  else pageOf(FIRST_METHOD)?.opening.begin?.(session);
  workOffline(session);
  const problems = [hiddenProblem(readHidden(location.search)), placeProblem(location.search), gpuProblem()];
  for (const problem of problems) if (problem) session.tellNotice(problem);

  createRoot(root).render(
    <StrictMode>
      <SessionProvider value={session}>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </SessionProvider>
    </StrictMode>,
  );
}
