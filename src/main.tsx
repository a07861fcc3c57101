import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { browserPlatform } from './app/browserPlatform';
import { SessionProvider } from './app/sessionContext';
import { applyTheme, rememberedTheme } from './app/theme';
import { Session } from './store/session';
import './app/theme.css';

applyTheme(rememberedTheme());
const session = new Session(browserPlatform());
if (new URLSearchParams(location.search).get('sample') === '1') void session.loadSample();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <SessionProvider value={session}>
      <App />
    </SessionProvider>
  </StrictMode>,
);
