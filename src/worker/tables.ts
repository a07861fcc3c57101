/**
 * Tables in the page. They are kept in the browser's own storage, so that a reload costs only what was done since the
 * last checkpoint; `lab table` reads the same files.
 *
 * The page asks, through Comlink: `listTables` for what is kept; `beginTable` with rows of the registry, how many
 * seeds, and the setting; `continueTable` after a reload or a stop, with the same images loaded; `stopTable`, which
 * saves; `deleteTable`, which `undeleteTable` takes back for a day; `tableText` to carry one away, `tableRenderings` for Figure 6.
 *
 * It is told, as `tables` events: `kept`, all tables, after every change of the list; `state` of the one that is being
 * made, with the reason where it failed; `progress`, some times a second; `recovered`, when a run of it had to go back;
 * `table`, all numbers so far, whenever one has come. One table is made at a time, and the page's own run is paused for it.
 */
import { aboutMethod } from '../experiments/abouts';
import { changed, type Config } from '../experiments/config';
import { messageOf } from '../base/messageOf';
import type { Folder } from '../checkpoints/folder';
import { isPastGrace } from '../checkpoints/runShelf';
import type { DecodeImage } from '../data/types';
import { SIZES } from '../schema/sizes';
import { presetOf } from '../experiments/presets';
import { methodRows } from '../experiments/methodsTable';
import { baseChanges, quickSetting, tableRows, tablesOf } from '../experiments/tables';
import { planTable, settingDifference, type RowWish, type TablePlan } from '../experiments/tablePlan';
import type { Table } from '../experiments/tableResult';
import { tableToCsv } from '../export/csvTable';
import { tableToLatex } from '../export/latexTable';
import { tableToMarkdown } from '../export/markdownTable';
import type { Recovery } from '../lab/events';
import type { Lab } from '../lab/lab';
import { runTable } from '../lab/table/runner';
import type { TableProgress } from '../lab/table/events';
import { identitiesOf, readTableImages, type TableImages } from '../lab/table/images';
import { mergePlans, storedRenderings, storedTable, type RenderedRow } from '../lab/table/merge';
import { TableStore } from '../lab/table/store';

export interface TableWanted {
  /** One of the method’s tables; null: every method side by side. */
  readonly table: string | null;
  /** Ids of its rows. */
  readonly rows: readonly string[];
  readonly seeds: number;
  /** `quick`: minutes, the same as `lab sweep --quick`. `present`: the page’s settings, but for what the rows set. */
  readonly setting: 'quick' | 'present';
}

export interface KeptTable {
  readonly id: string;
  /** When it was begun, ISO 8601. */
  readonly begun: string;
  readonly table: Table;
  readonly state: TableState;
  /** When it was deleted, ISO 8601: it can be brought back for a day. Null for one in use. */
  readonly deleted: string | null;
}

/** `incomplete`: can be continued. */
type TableState = 'running' | 'incomplete' | 'finished';

export interface TableRequests {
  listTables(): Promise<void>;
  /** Resolves, with the table’s name, when the images are read and the first trial begins. Rejects with one sentence. */
  beginTable(wanted: TableWanted): Promise<string>;
  /** Resolves when it goes on. Rejects with one sentence, as where other images are loaded. */
  continueTable(id: string): Promise<void>;
  /** Resolves when everything is saved. */
  stopTable(): Promise<void>;
  /** Marks a table as deleted. Its files go a day later, or with purgeTable. */
  deleteTable(id: string): Promise<void>;
  undeleteTable(id: string): Promise<void>;
  purgeTable(id: string): Promise<void>;
  tableText(id: string, format: 'md' | 'csv' | 'latex' | 'json'): Promise<string>;
  tableRenderings(id: string): Promise<readonly RenderedRow[]>;
}

export type TablesEvent =
  | { readonly type: 'kept'; readonly tables: readonly KeptTable[] }
  | {
      readonly type: 'state';
      readonly id: string;
      readonly state: TableState;
      /** Why it ended before its time, if nobody stopped it. */
      readonly problem: string | null;
    }
  | { readonly type: 'progress'; readonly id: string; readonly progress: TableProgress }
  | { readonly type: 'recovered'; readonly id: string; readonly recovery: Recovery }
  | { readonly type: 'table'; readonly id: string; readonly table: Table };

/** What the browser gives. */
interface TablesPlatform {
  /** Where tables are kept, each in a folder; null where there is no storage. */
  readonly folder: Folder | null;
  readonly decode: DecodeImage;
  /** The Lab that is present when a request comes. */
  readonly lab: () => Lab;
  readonly emit: (event: TablesEvent) => void;
}

/** In a table's folder: when it was deleted. */
const DELETED = 'deleted.txt';
const SAVING = { seconds: 20, steps: Infinity };
const WHOLE = { part: 1, parts: 1 };

/** The requests, to be spread into the worker. */
export function tablesBeside(platform: TablesPlatform): TableRequests {
  const tables = new Tables(platform);
  return {
    listTables: () => tables.list(),
    beginTable: (wanted) => tables.begin(wanted),
    continueTable: (id) => tables.goOn(id),
    stopTable: () => tables.stop(),
    deleteTable: (id) => tables.delete(id),
    undeleteTable: (id) => tables.undelete(id),
    purgeTable: (id) => tables.purge(id),
    tableText: (id, format) => tables.text(id, format),
    tableRenderings: (id) => storedRenderings(tables.store(id)),
  };
}

/** A table that is being made. */
interface Making {
  readonly id: string;
  readonly controller: AbortController;
  ended: Promise<void>;
}

/** What a table is about, before its images are there. */
interface Wish {
  readonly title: string;
  readonly base: Config;
  readonly wishesFor: (imageCount: number) => readonly RowWish[];
}

function tableOf(present: Config, id: string, ids: readonly string[]): Wish {
  const table = tablesOf(present).find((candidate) => candidate.id === id);
  if (!table) throw new Error(`The method “${aboutMethod(present.method).title}” has no table ${id}.`);
  const rows = tableRows(table, ids);
  return { title: table.title, base: changed(present, baseChanges(table)), wishesFor: () => rows };
}

function methodsOf(base: Config): Wish {
  return { title: 'Methods', base, wishesFor: (imageCount) => methodRows(base, imageCount) };
}

class Tables {
  readonly #platform: TablesPlatform;
  #making: Making | null = null;

  constructor(platform: TablesPlatform) {
    this.#platform = platform;
  }

  store(id: string): TableStore {
    return new TableStore(this.#folder().folder(id));
  }

  async list(): Promise<void> {
    const { folder } = this.#platform;
    const ids = folder ? [...(await folder.folders())].sort().reverse() : [];
    const tables = await Promise.all(ids.map((id) => this.#kept(id)));
    this.#platform.emit({ type: 'kept', tables: tables.flatMap((kept) => kept ?? []) });
  }

  async begin({ table, rows, seeds, setting }: TableWanted): Promise<string> {
    const { config } = this.#platform.lab();
    const { method, seed } = config;
    const quick = () => changed(presetOf(method, null), { ...quickSetting(method), seed });
    const present = setting === 'quick' ? quick() : config;
    const { title, base, wishesFor } = table === null ? methodsOf(present) : tableOf(present, table, rows);
    const id = new Date().toISOString().replace(/[^0-9]/g, '');
    await this.#start(id, async (signal) => {
      const images = await this.#read(SIZES[base.size].storedPixels, signal);
      const identities = await identitiesOf(images);
      const wishes = wishesFor(images.training.count);
      return { images, plan: planTable({ title, base, rows: wishes, seeds, ...identities }) };
    });
    return id;
  }

  async goOn(id: string): Promise<void> {
    const plan = mergePlans(await this.store(id).plans());
    await this.#start(id, async (signal) => {
      const images = await this.#read(SIZES[plan.setting.base.size].storedPixels, signal);
      const difference = settingDifference(plan.setting, {
        ...plan.setting,
        ...(await identitiesOf(images)),
      });
      if (difference) throw new Error(`The table cannot go on: ${difference}. Load its images first.`);
      return { images, plan };
    });
  }

  async stop(): Promise<void> {
    this.#making?.controller.abort();
    await this.#making?.ended;
  }

  async delete(id: string): Promise<void> {
    if (this.#making?.id === id) throw new Error('This table is being made: stop it first.');
    await this.#folder()
      .folder(id)
      .write(DELETED, [new TextEncoder().encode(new Date().toISOString())]);
    await this.list();
  }

  async undelete(id: string): Promise<void> {
    await this.#folder().folder(id).remove(DELETED);
    await this.list();
  }

  async purge(id: string): Promise<void> {
    await this.#folder().remove(id);
    await this.list();
  }

  async text(id: string, format: 'md' | 'csv' | 'latex' | 'json'): Promise<string> {
    const table = await storedTable(this.store(id));
    switch (format) {
      case 'md':
        return tableToMarkdown(table);
      case 'csv':
        return tableToCsv(table);
      case 'latex':
        return tableToLatex(table);
      case 'json':
        return `${JSON.stringify(table, null, 2)}\n`;
    }
  }

  #folder(): Folder {
    const { folder } = this.#platform;
    if (folder) return folder;
    throw new Error('This browser gives pages no storage for tables: update it or choose another.');
  }

  /** Null for one that was deleted long enough ago, which is removed, and, with the reason told, for one that cannot be read. */
  async #kept(id: string): Promise<KeptTable | null> {
    const deleted = await this.#deleted(id);
    if (deleted !== null && isPastGrace(deleted, new Date())) {
      await this.#folder().remove(id);
      return null;
    }
    const table = await storedTable(this.store(id)).catch((error: unknown) => {
      this.#platform.emit({ type: 'state', id, state: 'incomplete', problem: messageOf(error) });
      return null;
    });
    if (!table) return null;
    const [, y, month, d, h, m, s] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(id) ?? [];
    const state = table.missing.length === 0 ? 'finished' : 'incomplete';
    const begun = `${y}-${month}-${d}T${h}:${m}:${s}Z`;
    return { id, begun, table, deleted, state: this.#making?.id === id ? 'running' : state };
  }

  async #deleted(id: string): Promise<string | null> {
    const mark = await this.#folder().folder(id).read(DELETED);
    return mark && new TextDecoder().decode(mark);
  }

  /** Pauses the page's run, prepares and begins; the making itself is not waited for. */
  async #start(
    id: string,
    prepare: (signal: AbortSignal) => Promise<{ images: TableImages; plan: TablePlan }>,
  ): Promise<void> {
    this.#folder();
    if (this.#making) throw new Error('Another table is being made: stop it first, or wait.');
    const controller = new AbortController();
    const making: Making = { id, controller, ended: Promise.resolve() };
    this.#making = making;
    const { signal } = controller;
    try {
      await this.#platform.lab().pause();
      const { images, plan } = await prepare(signal);
      await this.store(id).begin(plan, WHOLE);
      making.ended = this.#make(id, plan, images, signal);
    } catch (error) {
      this.#making = null;
      throw error;
    }
    this.#platform.emit({ type: 'state', id, state: 'running', problem: null });
    await this.list();
  }

  /** The present files, decoded so that the command line gets the same bytes. */
  async #read(pixels: number, signal: AbortSignal): Promise<TableImages> {
    const origin = this.#platform.lab().origin;
    if (!origin) throw new Error('There are no images yet: load some in labelled folders first.');
    return readTableImages(origin, origin, { pixels, decode: this.#platform.decode, signal });
  }

  async #make(id: string, plan: TablePlan, images: TableImages, signal: AbortSignal): Promise<void> {
    let state: TableState = 'incomplete';
    let problem: string | null = null;
    try {
      await runTable(plan, WHOLE, images, {
        ...{ store: this.store(id), saving: SAVING, signal },
        device: this.#platform.lab().device,
        emit: (event) => this.#platform.emit({ ...event, id }),
      });
      state = 'finished';
    } catch (error) {
      if (!signal.aborted) problem = messageOf(error);
    }
    this.#making = null;
    this.#platform.emit({ type: 'state', id, state, problem });
    await this.list();
  }
}
