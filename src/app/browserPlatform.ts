/** What a session needs of the browser. */
import type { SessionPlatform } from '../store/session';
import { sourceMemory } from './data/sourceMemory';
import { LabClient } from '../worker/client';
import { gpuChoice, memoryCap } from './machine';
import type { BackendName, LabEvent } from '../worker/protocol';

/** Frames stop in a hidden tab, so a turn comes after this long at the latest. */
const LONGEST_WAIT_MS = 250;

const BACKENDS: readonly string[] = ['webgpu', 'wasm', 'cpu'] satisfies BackendName[];

export function browserPlatform(): SessionPlatform {
  const wanted = new URLSearchParams(location.search).get('backend') ?? 'auto';
  const known = isPreference(wanted);
  return {
    connect: (listener) => {
      if (!known) listener(unknownBackend(wanted));
      return new LabClient(listener);
    },
    schedule: nextFrame,
    address: {
      hash: () => location.hash,
      replaceHash: (hash) =>
        history.replaceState(
          history.state,
          '',
          `${location.pathname}${location.search}${hash ? `#${hash}` : ''}`,
        ),
      onHashChange: (listener) => addEventListener('hashchange', listener),
    },
    wishes: () => ({ backend: known ? wanted : 'auto', gpu: gpuChoice(), memoryCap: memoryCap() }),
    sources: sourceMemory(),
    // Absent where the page is not served securely.
    locks: navigator.locks,
  };
}

/** `?backend=wasm` forces a backend; without it the lab chooses. */
function isPreference(text: string): text is BackendName | 'auto' {
  return text === 'auto' || BACKENDS.includes(text);
}

function unknownBackend(wanted: string): LabEvent {
  const what = `“${wanted.slice(0, 40)}” is no backend, so the best one there is was taken.`;
  return {
    type: 'failure',
    failure: { what, todo: 'Let the address say ?backend=webgpu, ?backend=wasm or ?backend=cpu.' },
  };
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
