import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { ErrorBoundary } from './app/ErrorBoundary';
import { browserPlatform } from './app/browserPlatform';
import { fetchStill } from './app/figure/fetchStill';
import { hiddenProblem, readHidden } from './app/layout/hidden';
import { workOffline } from './app/offline';
import { SessionProvider } from './app/sessionContext';
import { ShowcaseProvider } from './app/showcaseContext';
import { applyTheme, rememberedTheme } from './app/theme';
import { Session } from './store/session';
import { SHIPPED_THETA, Showcase } from './store/showcase';
import { connectShowcase } from './worker/showcaseClient';
import './app/theme.css';

applyTheme(rememberedTheme());
const session = new Session(browserPlatform());
const showcase = new Showcase(session.store, { connect: connectShowcase, fetchStill });
if (new URLSearchParams(location.search).get('sample') === '1') void session.loadSample();
else {
  // θ stands where the networks that are shown were trained, unless a link says otherwise.
  if (!new URLSearchParams(location.hash.slice(1)).has('theta')) session.setField('theta', SHIPPED_THETA);
  void showcase.open();
}
workOffline(session);
const problem = hiddenProblem(readHidden(location.search));
if (problem) session.tellNotice(problem);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <SessionProvider value={session}>
      <ShowcaseProvider value={showcase}>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </ShowcaseProvider>
    </SessionProvider>
  </StrictMode>,
);
