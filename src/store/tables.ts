/** What the page knows of its tables: those that are kept, and the one that is being made. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { assertNever } from '../base/assertNever';
import type { KeptTable, LabRequests, RenderedRow, TablesEvent, TableWanted } from '../worker/protocol';
import type { LabLine } from './labLine';
import { panelRequest, type PanelState } from './panelRequest';
import type { Undo } from './state';

type TableProgress = Extract<TablesEvent, { type: 'progress' }>['progress'];

export interface TablesState extends PanelState {
  /** Newest first; null until they were asked for. */
  readonly kept: readonly KeptTable[] | null;
  /** The table that is being made, and how far it is; null while none is. */
  readonly making: { readonly id: string; readonly progress: TableProgress | null } | null;
  /** Figure 6 of a table that was asked for. */
  readonly renderings: { readonly id: string; readonly rows: readonly RenderedRow[] } | null;
}

const NOTHING: TablesState = { kept: null, making: null, isBusy: false, renderings: null, problem: null };

export class Tables {
  readonly store: StoreApi<TablesState> = createStore<TablesState>(() => NOTHING);
  readonly #line: LabLine;
  readonly #offerUndo: (undo: Undo) => void;

  constructor(line: LabLine, offerUndo: (undo: Undo) => void) {
    this.#line = line;
    this.#offerUndo = offerUndo;
  }

  apply(event: TablesEvent): void {
    this.store.setState((state) => withEvent(state, event));
  }

  list = () => this.#attempt((lab) => lab.listTables());
  begin = (wanted: TableWanted) => this.#attempt(async (lab) => void (await lab.beginTable(wanted)));
  continue = (id: string) => this.#attempt((lab) => lab.continueTable(id));
  stop = () => this.#attempt((lab) => lab.stopTable());

  /** @param text what was done, for the person who may take it back */
  delete = (id: string, text: string) =>
    this.#attempt(async (lab) => {
      await lab.deleteTable(id);
      this.#offerUndo({ kind: 'deletedTable', table: id, text });
    });

  undelete = (id: string) => this.#attempt((lab) => lab.undeleteTable(id));
  purge = (id: string) => this.#attempt((lab) => lab.purgeTable(id));

  /** The table as a file. Throws what the worker throws. */
  text = (id: string, format: 'md' | 'csv' | 'latex' | 'json') =>
    this.#line.ask((lab) => lab.tableText(id, format));

  /** Shows Figure 6 of a table; null shows none. */
  render = (id: string | null) =>
    this.#attempt(async (lab) => {
      const rows = id === null ? null : await lab.tableRenderings(id);
      this.store.setState({ renderings: id !== null && rows ? { id, rows } : null });
    });

  /** The worker that made a table has ended: it can be gone on with. */
  forget(): void {
    this.store.setState({ making: null, isBusy: false });
  }

  #attempt(request: (lab: LabRequests) => Promise<void>): Promise<void> {
    return panelRequest(this.#line, this.store, request);
  }
}

function withEvent(state: TablesState, event: TablesEvent): TablesState {
  switch (event.type) {
    case 'kept':
      return { ...state, kept: event.tables };
    case 'state': {
      const making = event.state === 'running' ? { id: event.id, progress: null } : null;
      return { ...state, making, problem: event.problem ?? state.problem };
    }
    case 'progress':
      return { ...state, making: { id: event.id, progress: event.progress } };
    case 'recovered':
      return state; // told as a notice of the page
    case 'table':
      return {
        ...state,
        kept:
          state.kept?.map((kept) => (kept.id === event.id ? { ...kept, table: event.table } : kept)) ?? null,
      };
    default:
      return assertNever(event);
  }
}
