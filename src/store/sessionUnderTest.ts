/** A session whose browser and lab are the test’s. */
import type { Changes } from '../experiments/config';
import type { LabEvent, LabRequests } from '../worker/protocol';
import { Session } from './session';

export const WISHES = { backend: 'auto', gpu: 'low-power', memoryCap: 2 ** 30 } as const;

/** A lab that notes what it is asked, an address bar of one string, and frames that come when the test says. */
export function sessionUnderTest(hash = '') {
  const asked: [string, ...unknown[]][] = [];
  const turns: (() => void)[] = [];
  const previews: Changes[] = [];
  const address = { current: hash, changed: () => {} };
  let emit: (event: LabEvent) => void = () => {};
  const remembered = new Map<string, unknown>();
  let closed = 0;
  let end: (reason: string) => void = () => {};
  let answer: (name: string) => Promise<unknown> = (name) => Promise.resolve(name === 'restart' || undefined);
  const requests = new Proxy({} as LabRequests, {
    get:
      (_, name: string) =>
      (...values: unknown[]) => {
        asked.push([name, ...values]);
        return answer(name);
      },
  });
  const session = new Session({
    connect: (listener) => {
      emit = listener;
      const ended = new Promise<string>((resolve) => (end = resolve));
      const preview = (changes: Changes) => (previews.push(changes), Promise.resolve());
      return { requests, preview, ended, close: () => closed++ };
    },
    sources: {
      remember: (name, source) => Promise.resolve(void remembered.set(name, source)),
      recall: (name) => Promise.resolve(remembered.get(name) === 'sample' ? 'sample' : null),
    },
    locks: undefined,
    schedule: (turn) => turns.push(turn),
    address: {
      hash: () => address.current,
      replaceHash: (next) => (address.current = next),
      onHashChange: (listener) => (address.changed = listener),
    },
    wishes: () => WISHES,
  });
  return {
    session,
    asked,
    previews,
    address,
    emit: (event: LabEvent) => emit(event),
    turns,
    frame: () => turns.splice(0).forEach((turn) => turn()),
    answerWith: (next: (name: string) => Promise<unknown>) => (answer = next),
    end: (reason: string) => end(reason),
    closed: () => closed,
    remembered,
    names: () => asked.map(([name]) => name),
  };
}
