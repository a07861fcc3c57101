/** What a session needs of the browser. */
import type { SessionPlatform } from '../store/session';
import { LabClient } from '../worker/client';
import type { BackendName } from '../worker/protocol';

/** Frames stop in a hidden tab, so a turn comes after this long at the latest. */
const LONGEST_WAIT_MS = 250;

export function browserPlatform(): SessionPlatform {
  return {
    connect: (listener) => new LabClient(listener),
    schedule: nextFrame,
    address: {
      hash: () => location.hash,
      replaceHash: (hash) =>
        history.replaceState(null, '', `${location.pathname}${location.search}${hash ? `#${hash}` : ''}`),
      onHashChange: (listener) => addEventListener('hashchange', listener),
    },
    preference: backendPreference(location.search),
  };
}

/** `?backend=wasm` forces a backend; anything else leaves the choice to the lab. */
function backendPreference(search: string): BackendName | 'auto' {
  const wanted = new URLSearchParams(search).get('backend');
  return wanted === 'webgpu' || wanted === 'wasm' || wanted === 'cpu' ? wanted : 'auto';
}

function nextFrame(turn: () => void): void {
  const once = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    turn();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, LONGEST_WAIT_MS);
}
