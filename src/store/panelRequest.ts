/** A panel's request to the lab: the panel is busy meanwhile, and a failure is a sentence in it. */
import { messageOf } from '../base/messageOf';
import type { LabRequests } from '../worker/protocol';
import { LabEnded, type LabLine } from './labLine';

export interface PanelState {
  /** A request is under way that another one would get in the way of. */
  readonly isBusy: boolean;
  /** Why the last request, or what it began, failed, in a sentence. */
  readonly problem: string | null;
}

interface PanelStore {
  setState(change: Partial<PanelState>): void;
}

/** Resolves in any case. */
export async function panelRequest(
  line: LabLine,
  store: PanelStore,
  request: (lab: LabRequests) => Promise<void>,
): Promise<void> {
  store.setState({ problem: null, isBusy: true });
  try {
    await line.ask(request);
  } catch (error) {
    // The end of a worker is told by the session.
    if (!(error instanceof LabEnded)) store.setState({ problem: messageOf(error) });
  } finally {
    store.setState({ isBusy: false });
  }
}
