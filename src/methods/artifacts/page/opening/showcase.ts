/** Figure 3 with the networks that are shipped with the page: what one sees before there is a run of one's own. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../base/messageOf';
import type { Config } from '../experiments/config';
import type { AboutShipped, Figure3, LabEvent } from '../worker/protocol';
import type { ShowcaseConnection } from '../worker/showcaseClient';
import { latestOnly } from './latestOnly';
import type { PageState } from './state';

/** The θ of the shipped networks’ training, and of every preset: where the page opens. */
export const SHIPPED_THETA = 0.7;

/** The figure as it was drawn when the networks were packed. */
export interface StillFigure {
  /** Name of the set that they were trained on. */
  readonly set: string;
  readonly fill: Hot['fill'];
  readonly figure: Figure3;
}

export interface ShowcaseState {
  readonly set: string | null;
  readonly figure: Figure3 | null;
  /** Whether the figure is drawn by the networks, and follows θ. */
  readonly isLive: boolean;
  /** Why the networks draw nothing, in one sentence. */
  readonly problem: string | null;
}

interface ShowcaseSources {
  readonly connect: (listener: (event: LabEvent) => void) => ShowcaseConnection;
  readonly fetchStill: () => Promise<StillFigure>;
}

/** Of a method that damages. */
type Hot = Pick<Extract<Config, { theta: number }>, 'theta' | 'fill'>;

export class Showcase {
  readonly store = createStore<ShowcaseState>(() => ({
    set: null,
    figure: null,
    isLive: false,
    problem: null,
  }));
  readonly #page: StoreApi<PageState>;
  readonly #sources: ShowcaseSources;

  constructor(page: StoreApi<PageState>, sources: ShowcaseSources) {
    this.#page = page;
    this.#sources = sources;
  }

  /** Shows the networks and follows θ and the fill, until there are images. */
  async open(): Promise<void> {
    void this.#showStill();
    const connection = this.#sources.connect((event) => {
      if (event.type === 'figure' && event.figure.kind === 'figure3')
        this.store.setState({ figure: event.figure, isLive: true });
    });
    const preview = latestOnly(connection.preview);
    let isOpen = false;
    const stop = this.#page.subscribe(({ running, images }, before) => {
      if (images) {
        stop();
        connection.close();
      } else if (isOpen && !isSame(hotOf(running), hotOf(before.running))) preview(hotOf(running));
    });
    try {
      const opened = hotOf(this.#page.getState().running);
      const { set }: AboutShipped = await connection.open(opened);
      this.store.setState({ set });
      isOpen = true;
      const now = hotOf(this.#page.getState().running);
      if (!isSame(now, opened)) preview(now);
    } catch (error) {
      stop();
      connection.close();
      this.store.setState({ problem: messageOf(error) });
    }
  }

  /** Shows what the networks would, if nobody has asked for another θ and they have not drawn yet. */
  async #showStill(): Promise<void> {
    const still = await this.#sources.fetchStill().catch(() => null); // then the first picture is a live one
    if (!still || this.store.getState().isLive) return;
    const { set, figure, fill } = still;
    if (isSame(hotOf(this.#page.getState().running), { theta: figure.theta, fill }))
      this.store.setState({ set, figure });
  }
}

/** Where the page is set to another method, the shipped networks are as they were trained. */
function hotOf(config: Config): Hot {
  return 'theta' in config
    ? { theta: config.theta, fill: config.fill }
    : { theta: SHIPPED_THETA, fill: 'average' };
}

function isSame(a: Hot, b: Hot): boolean {
  return a.theta === b.theta && a.fill === b.fill;
}
