/** The image under the inspector, and the mask that a person paints on it. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { messageOf } from '../../../../base/messageOf';
import type { Desk } from '../../../../store/desk';
import { LabEnded, type LabLine } from '../../../../store/labLine';
import { latestOnly } from '../../../../store/latestOnly';
import type { Look, Looks } from '../../../../store/looks';
import type { LabRequests, Picture, PictureSheet } from '../../../../worker/protocol';
import type { InspectedImage, InspectRequest } from '../asked';

export interface InspectionState {
  /** Index in the set; null while nothing is inspected. */
  readonly image: number | null;
  /** Its path in the set; null until it is known. */
  readonly path: string | null;
  readonly seen: InspectedImage | null;
  /** Ω as painted, [m, m], 1 = kept; null: drawn with θ. */
  readonly painted: Uint8Array | null;
  /** What the brush has made, newer than `seen`, and the time from the stroke to the picture in milliseconds. */
  readonly stroke: { readonly repaired: Picture; readonly milliseconds: number } | null;
  readonly neighbours: PictureSheet | null;
  readonly isSearching: boolean;
  readonly problem: string | null;
}

const NOTHING: InspectionState = {
  image: null,
  path: null,
  seen: null,
  painted: null,
  stroke: null,
  neighbours: null,
  isSearching: false,
  problem: null,
};

/** Looking closely takes as long as many strokes: it waits until the hand has rested. */
const REST_MS = 600;

export class Inspection implements Look {
  readonly store: StoreApi<InspectionState> = createStore<InspectionState>(() => NOTHING);
  readonly #line: LabLine;
  readonly #looks: Looks;
  /** The view of the inspected image; asked for again where images or their size may have changed. */
  #view: Float32Array | null = null;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #restsAt = 0;
  readonly #look = latestOnly((request: InspectRequest) => this.#inspect(request));
  readonly #stroke = latestOnly((request: InspectRequest & { readonly at: number }) => this.#paint(request));

  constructor({ line }: Desk, looks: Looks) {
    this.#line = line;
    this.#looks = looks;
  }

  imageOpened = (image: number | null): void => {
    if (image === null) this.store.setState(NOTHING);
    else void this.#open(image);
  };

  figureDrawn = (): void => this.#refresh();

  /** Other images, or another size of the same: the view is made anew. An image that is gone is closed. */
  runBegan = (): void => {
    const { image } = this.store.getState();
    if (image === null) return;
    void this.#open(image).then(() => {
      const { problem, image: present } = this.store.getState();
      if (problem !== null && present === image && !this.#view) this.#looks.close();
    });
  };

  /** Takes a mask painted by hand, [m, m], 1 = kept; null gives Ω back to θ. */
  paint = (painted: Uint8Array | null): void => {
    this.store.setState({ painted });
    const request = this.#request();
    if (!request) return;
    const now = performance.now();
    this.#restsAt = painted ? now + REST_MS : now;
    if (painted) this.#stroke({ ...request, at: now });
    this.#refresh();
  };

  /** The brush is over the picture: the next stroke shall not wait for a closer look that has just begun. */
  approach = (): void => {
    this.#restsAt = Math.max(this.#restsAt, performance.now() + REST_MS);
  };

  findNeighbours = async (): Promise<void> => {
    const { image, isSearching } = this.store.getState();
    if (image === null || isSearching) return;
    this.store.setState({ isSearching: true, problem: null });
    await this.#attempt(async (lab) => {
      const neighbours = await lab.retrieve({ queries: [image], inSecond: false });
      if (this.store.getState().image === image) this.store.setState({ neighbours });
    });
    this.store.setState({ isSearching: false });
  };

  async #open(image: number): Promise<void> {
    this.#view = null;
    this.#restsAt = 0;
    this.store.setState({ ...NOTHING, image });
    await this.#attempt(async (lab) => {
      const [{ names }, view] = await Promise.all([lab.thumbnails(image, 1), lab.view(image)]);
      if (this.store.getState().image !== image) return;
      this.#view = view;
      this.store.setState({ path: names[0] ?? null });
    });
    this.#refresh();
  }

  /** Looks again: at once, or when the brush rests. */
  #refresh(): void {
    clearTimeout(this.#rest);
    const left = this.#restsAt - performance.now();
    if (left > 0) {
      this.#rest = setTimeout(() => this.#refresh(), left + 5); // a timer may fire a little early
      return;
    }
    const request = this.#request();
    if (request) this.#look(request);
  }

  #request(): InspectRequest | null {
    const { image, painted } = this.store.getState();
    return image !== null && this.#view ? { image, view: this.#view, mask: painted } : null;
  }

  #inspect(request: InspectRequest): Promise<void> {
    return this.#attempt(async (lab) => {
      const seen = await lab.look('inspect', request);
      if (this.#isOf(request)) this.store.setState({ seen, stroke: null, problem: null });
    });
  }

  #paint({ at, ...request }: InspectRequest & { readonly at: number }): Promise<void> {
    return this.#attempt(async (lab) => {
      const painted = await lab.look('paint', request);
      if (!painted || this.store.getState().image !== request.image) return;
      const milliseconds = performance.now() - at;
      this.store.setState({ stroke: { repaired: painted.repaired, milliseconds } });
    });
  }

  /** Whether what was asked for is still what is shown. */
  #isOf({ image, mask }: InspectRequest): boolean {
    const state = this.store.getState();
    return state.image === image && state.painted === mask;
  }

  async #attempt(request: (lab: LabRequests) => Promise<void>): Promise<void> {
    try {
      await this.#line.ask(request);
    } catch (error) {
      const isAbort = error instanceof Error && error.name === 'AbortError';
      if (!isAbort && !(error instanceof LabEnded)) this.store.setState({ problem: messageOf(error) });
    }
  }
}
