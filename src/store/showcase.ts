/** Figure 3 with the networks that are shipped with the page: what one sees before there is a run of one's own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../base/messageOf';
import type { AboutShipped, Figure, LabEvent } from '../worker/protocol';
import type { ShowcaseConnection } from '../worker/showcaseClient';
import { latestOnly } from './latestOnly';
import type { PageState } from './state';

export interface ShowcaseState {
  readonly about: AboutShipped | null;
  readonly figure: Figure | null;
  /** Why there is nothing to see, in one sentence. */
  readonly problem: string | null;
}

type Connect = (listener: (event: LabEvent) => void) => ShowcaseConnection;

export class Showcase {
  readonly store = createStore<ShowcaseState>(() => ({ about: null, figure: null, problem: null }));
  readonly #page: StoreApi<PageState>;
  readonly #connect: Connect;

  constructor(page: StoreApi<PageState>, connect: Connect) {
    this.#page = page;
    this.#connect = connect;
  }

  /** Shows the networks and follows θ and the fill, until there are images. */
  async open(): Promise<void> {
    const { theta, fill } = this.#page.getState().running;
    const connection = this.#connect((event) => {
      if (event.type === 'figure') this.store.setState({ figure: event.figure });
    });
    const preview = latestOnly(connection.preview);
    const stop = this.#page.subscribe(({ running, images }, before) => {
      if (images) {
        stop();
        connection.close();
      } else if (running.theta !== before.running.theta || running.fill !== before.running.fill)
        void preview({ theta: running.theta, fill: running.fill });
    });
    try {
      this.store.setState({ about: await connection.open({ theta, fill }) });
    } catch (error) {
      stop();
      connection.close();
      this.store.setState({ problem: messageOf(error) });
    }
  }
}
