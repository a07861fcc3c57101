/**
 * What a person chose and measured on the page stays with the run, in a file of its own beside the checkpoints: the
 * images of Figure 3, and the last table of probes. A run that is continued brings both back.
 */
import { z } from 'zod';
import { firstIssue } from '../base/firstIssue';
import { messageOf } from '../base/messageOf';
import { Turns } from '../base/turns';
import { isFull, type Folder } from '../checkpoints/folder';
import { PHASE_IDS } from '../experiments/phases';
import type {
  Continued,
  EvaluationEvent,
  LabEvent,
  MeasuredRow,
  MeasureHead,
  SavingStatus,
} from './protocol';

const FILE = 'page.json';

const share = z.number().min(0).max(1);

const headSchema = z.looseObject({
  protocolVersion: z.int().optional(),
  moment: z.object({ phase: z.enum(PHASE_IDS), step: z.int() }),
  isUntrained: z.boolean(),
  set: z.string(),
  isTransfer: z.boolean(),
  head: z.enum(['linear', 'mlp']),
  images: z.int(),
  labelled: z.int(),
  classes: z.array(z.string()),
  measure: z.enum(['accuracy', 'mean average precision']),
  chance: share,
  splits: z.int(),
}) satisfies z.ZodType<MeasureHead>;

const interval = z.object({ low: z.number(), high: z.number() });

const rowSchema = z.looseObject({
  method: z.enum(['probe', 'tuned', 'knn']),
  network: z.string(),
  layer: z.string(),
  share,
  split: z.int(),
  value: share.nullable(),
  interval: interval.nullable(),
  classification: z
    .object({
      count: z.int(),
      accuracy: share,
      interval,
      confusion: z.array(z.array(z.int())),
      perClass: z.array(share.nullable()),
    })
    .nullable(),
  attributes: z
    .array(z.object({ name: z.string(), averagePrecision: share.nullable(), prevalence: share }))
    .nullable(),
  protocol: z.string(),
}) satisfies z.ZodType<MeasuredRow>;

const notesSchema = z.object({
  pinned: z.array(z.int().min(0)),
  measured: z.object({ head: headSchema, rows: z.array(rowSchema) }).nullable(),
});

interface Notes {
  readonly pinned: readonly number[];
  readonly measured: { readonly head: MeasureHead; readonly rows: readonly MeasuredRow[] } | null;
}

/** What the notes need of the worker. */
interface Desk {
  /** The files of a stored run. */
  readonly folder: (run: string) => Folder;
  readonly pin: (images: readonly number[]) => Promise<void>;
  readonly emit: (event: LabEvent) => void;
}

export class RunNotes {
  readonly #desk: Desk;
  readonly #turns = new Turns();
  #notes: Notes = { pinned: [], measured: null };
  /** The present run; null before its first save. */
  #run: string | null = null;
  /** Other images are here, and the run on them is not: what is chosen of them is not the present run’s. */
  #isBetweenRuns = false;
  /** The run whose file has the present notes. */
  #writtenTo: string | null = null;
  #isContinuing = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Hears what the lab and evaluation tell, and writes what is to stay once the run has a folder. */
  follow(event: LabEvent): void {
    if (event.type === 'images') this.#isBetweenRuns = true;
    else if (event.type === 'pinned') this.#note({ pinned: event.indices });
    else if (event.type === 'metrics' && event.fresh) this.#begin();
    else if (event.type === 'evaluation') this.#followEvaluation(event.event);
    else if (event.type === 'saving') this.#followSaving(event.saving);
  }

  /** Continues or forks a stored run by `go`, then brings back what was noted with it; a fork takes the images alone. */
  async bringBack(run: string, isFork: boolean, go: () => Promise<Continued>): Promise<Continued> {
    const { folder, pin, emit } = this.#desk;
    const notes = await this.#read(folder(run));
    this.#isContinuing = true;
    try {
      const continued = await go();
      if (continued.outcome !== 'continued' || !notes) return continued;
      if (notes.pinned.length > 0) await pin(notes.pinned);
      if (isFork || !notes.measured) return continued;
      const { head, rows } = notes.measured;
      this.#notes = { ...this.#notes, measured: notes.measured };
      this.#writtenTo = this.#run;
      emit({ type: 'evaluation', event: { type: 'head', head } });
      for (const row of rows) emit({ type: 'evaluation', event: { type: 'row', row } });
      return continued;
    } finally {
      this.#isContinuing = false;
    }
  }

  #begin(): void {
    this.#run = null;
    this.#isBetweenRuns = false;
    this.#notes = { ...this.#notes, measured: null };
  }

  #followSaving({ run }: SavingStatus): void {
    if (this.#isBetweenRuns) return; // of the run before, which is saved once more
    this.#run = run;
    if (run !== this.#writtenTo) this.#write();
  }

  #followEvaluation(event: EvaluationEvent): void {
    const { measured } = this.#notes;
    if (event.type === 'head') this.#notes = { ...this.#notes, measured: { head: event.head, rows: [] } };
    if (event.type === 'row' && measured)
      this.#notes = { ...this.#notes, measured: { ...measured, rows: [...measured.rows, event.row] } };
    if (event.type === 'progress' && event.progress === null && measured) this.#write();
  }

  #note(change: Partial<Notes>): void {
    this.#notes = { ...this.#notes, ...change };
    this.#write();
  }

  #write(): void {
    const run = this.#run;
    if (run === null || this.#isContinuing || this.#isBetweenRuns) return;
    const notes = this.#notes;
    this.#writtenTo = run;
    void this.#turns
      .take(() => this.#desk.folder(run).write(FILE, [new TextEncoder().encode(JSON.stringify(notes))]))
      .catch((error: unknown) => {
        this.#writtenTo = null; // tried again with the next save
        // That storage is full is told of the run itself.
        if (!isFull(error))
          this.#fail(`The pinned images and the last table could not be kept: ${messageOf(error)}`);
      });
  }

  /** Null where nothing was noted, or the file is damaged, which is told: no run is worth losing for its notes. */
  async #read(folder: Folder): Promise<Notes | null> {
    try {
      const bytes = await folder.read(FILE);
      return bytes && notesSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    } catch (error) {
      this.#fail(`The run’s pinned images and last table could not be read: ${firstIssue(error)}`);
      return null;
    }
  }

  #fail(what: string): void {
    this.#desk.emit({ type: 'failure', failure: { what, todo: 'The run itself is not affected.' } });
  }
}
