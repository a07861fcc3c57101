/**
 * Everything that passes between the page and the worker.
 *
 * Requests go through Comlink as calls of LabRequests. What the lab has to tell comes back on the same line, as
 * LabEvents; a worker that draws figures tells its own on a MessagePort. Both ends ship in one build, so messages are typed but not validated.
 */
import * as Comlink from 'comlink';
import type { RunLabels } from '../checkpoints/runLabels';
import type { AboutShipped } from '../checkpoints/shipped';
import type { FigureSnapshot } from '../lab/figure/painter';
import type {
  BackendName,
  CheckpointView,
  Continued,
  Figure,
  GpuChoice,
  LabEvent as CoreEvent,
  Learners,
  MetricRow,
  Played,
  Thumbnails,
} from '../lab/events';
import type {
  ArrangementReport,
  ArrangementRequest,
  CurveReport,
  CurveRequest,
  EvaluationEvent,
  ImageStatistics,
  Looking,
  MeasureName,
  MeasureReply,
  MeasureRequest,
  MeasureRequestOf,
  Moment,
  PatchSheetRequest,
  Picture,
  PictureSheet,
  RetrievalRequest,
  WatchRequest,
} from '../lab/evaluate/events';
import type { Changes, Config, ConfigKey } from '../experiments/config';
import type { FileFormat } from '../export/exportNetwork';
import type { Mismatch, WeightsFile } from '../export/importWeights';
import type { ExportName } from '../experiments/exports';
import type { Preprocessing } from '../export/networkExport';
import type { TwinEvent } from '../lab/twins/events';
import type { KeptRunsEvent } from './keptRuns';
import type { TableRequests, TablesEvent } from './tables';
import type { TwinRequests } from './twins';

export type { RunLabels } from '../checkpoints/runLabels';
export * from '../lab/events';
export type * from '../lab/evaluate/events';
export type { Mismatch } from '../export/importWeights';
export type { ExportName as ExportNetwork } from '../experiments/exports';
export type { RenderedRow } from '../lab/table/merge';
export type * from '../lab/twins/events';
export type { KeptTable, TablesEvent, TableWanted } from './tables';

/** What the lab tells, and what the worker tells of the runs it keeps. */
export type LabEvent =
  | CoreEvent
  | KeptRunsEvent
  | { readonly type: 'evaluation'; readonly event: EvaluationEvent }
  /** How far the making of files is; null when it has ended. */
  | { readonly type: 'exporting'; readonly progress: ExportProgress | null }
  /** The present run has begun with these weights. Comes after the events of its beginning. */
  | { readonly type: 'imported'; readonly weights: ImportedWeights }
  /** Of the present images; they come some time after them. */
  | { readonly type: 'statistics'; readonly statistics: ImageStatistics }
  | { readonly type: 'tables'; readonly event: TablesEvent }
  | { readonly type: 'twins'; readonly event: TwinEvent };

/** The browser’s own figures for this site, in bytes; null where it gives none. */
export interface StorageUse {
  readonly used: number | null;
  readonly free: number | null;
  /** Whether the browser has promised not to clear it when space runs short. */
  readonly persisted: boolean;
}

/**
 * A file as the page hands it over: a File is passed by reference, its bytes are read in the worker. Or what stands
 * for a file or folder that the browser did not hand out, and why, in one sentence.
 */
export type PickedFile =
  { readonly path: string; readonly file: File } | { readonly path: string; readonly problem: string };

/** What a person wants of the machine. */
export interface MachineWishes {
  readonly backend: BackendName | 'auto';
  readonly gpu: GpuChoice;
  /** Bytes that the tensors of a run may take; null: all there are. */
  readonly memoryCap: number | null;
}

/** What the page may ask of the worker. Every request is idempotent: pausing a paused run is no error. */
export interface LabRequests
  extends
    EvaluationRequests,
    CapsuleRequests,
    ComparisonRequests,
    TableRequests,
    TwinRequests,
    ExportRequests,
    ImportRequests {
  /** Starts the backend and a run with this config, without images. Resolves when tensors can run. */
  open(config: Config, wishes: MachineWishes): Promise<void>;
  /** From now on a run that needs more bytes of tensors is not begun; null: all there are. The present one goes on. */
  limitMemory(cap: number | null): Promise<void>;
  /** Reads images, replacing the present set. Resolves to false when cancelled or nothing was usable. */
  loadFiles(files: readonly PickedFile[], name: string): Promise<boolean>;
  loadSample(): Promise<boolean>;
  /** Begins phase two with the networks that are shipped with the page, on the sample set. */
  beginShipped(): Promise<void>;
  cancelReading(): Promise<void>;

  start(): Promise<void>;
  pause(): Promise<void>;
  /** One training step, then paused. */
  step(): Promise<void>;
  /**
   * One step of phase two that these learn from, then paused; tells what it changed. Null where something else moved the
   * run meanwhile. Throws one sentence where that is no move of the game.
   */
  play(learners: Learners): Promise<Played | null>;
  /** Ends the run; weights and metrics stay. */
  stop(): Promise<void>;
  /** Begins anew with the present config and seed. */
  reset(): Promise<void>;
  /** Begins anew with another config. Resolves to false where that was refused: the run before stays. */
  restart(config: Config): Promise<boolean>;
  /** Changes hot fields between two steps; rejects with one sentence for what may not change, or no longer. */
  tune(changes: Changes): Promise<void>;
  /** Ends phase one with the step that it has reached; `settings` tells the budget that this is. */
  endPhaseOne(): Promise<void>;

  /** Chooses the images of Figure 3 by their index, at most MAX_PINNED. */
  pin(indices: readonly number[]): Promise<void>;
  thumbnails(from: number, count: number): Promise<Thumbnails>;

  /** The metrics so far as CSV. */
  saveMetrics(): Promise<string>;

  /** Tells the stored runs anew: another tab may have changed them. */
  listRuns(): Promise<void>;
  /**
   * Saves a checkpoint of the present run. Resolves when it is written or `saving` says why it is not; while the run is
   * running at once: the save begins at the end of the step, and `saving` tells of it.
   */
  saveCheckpoint(): Promise<void>;
  /** Puts a stored run in the place of the present one, paused at its newest whole checkpoint. */
  continueRun(run: string): Promise<Continued>;
  /** The same at any checkpoint and as a new run, with hot fields changed if wished. */
  forkRun(run: string, checkpoint: string, changes?: Changes): Promise<Continued>;
  /** Looks at a checkpoint; the present run stays and, if it was running, goes on. */
  inspectCheckpoint(run: string, checkpoint: string): Promise<CheckpointView>;
  /** Marks a run as deleted. Its files go when the page is opened the next time after a day, or with purgeRun. */
  deleteRun(run: string): Promise<void>;
  /** Brings a deleted run back. */
  undeleteRun(run: string): Promise<void>;
  /** Removes a deleted run’s files now, to make room. */
  purgeRun(run: string): Promise<void>;
  storage(): Promise<StorageUse>;
}

/**
 * What the page may ask about the networks. The work is done between training steps on a copy of them, one piece at
 * a time; `cancelEvaluation` ends what is under way, which then rejects with an AbortError.
 */
export interface EvaluationRequests extends Looking {
  /** Numbers come as `evaluation` events; resolves after the last. */
  measure(request: MeasureRequest): Promise<void>;
  /**
   * What measuring would do: sentences on how the images are divided and what is left out. Rejects with one where they
   * cannot be measured on.
   */
  foretell(request: MeasureRequest): Promise<readonly string[]>;
  /** One of the method’s own measures, on the images of the run. */
  measureOwn<N extends MeasureName>(
    name: N,
    request: MeasureRequestOf<N>,
  ): Promise<{ readonly moment: Moment; readonly measured: MeasureReply<N> }>;
  /** The filters of conv1 in one picture. */
  filters(): Promise<Picture>;
  patches(request: PatchSheetRequest): Promise<PictureSheet>;
  /** The images most alike to these, in the same set or the second. */
  retrieve(request: RetrievalRequest): Promise<PictureSheet>;
  /** Whether features see the whole of images, beside a random network’s. */
  arrangement(request: ArrangementRequest): Promise<ArrangementReport>;
  /** The k-NN classifier’s accuracy against k, beside a random network’s; rejects where there are no labels. */
  neighbourCurve(request: CurveRequest): Promise<CurveReport>;
  /** Where the network looks in what the figure makes of these images; rejects where a method has no such decisions. */
  attend(images: readonly number[]): Promise<PictureSheet>;
  /** Reads a second set to measure on; without files there is none any more. An `evaluation` event tells of it. */
  readSecond(files: readonly PickedFile[], name: string): Promise<void>;
  cancelEvaluation(): Promise<void>;
  /** Takes a measure again and again while training; null ends it. */
  watch(request: WatchRequest | null): Promise<void>;
  /** The image as the networks see it, RGB [p, p, 3] in [−1, 1]. */
  view(image: number): Promise<Float32Array<ArrayBuffer>>;
}

/** What the page may ask of stored runs in order to compare them. */
interface ComparisonRequests {
  /** Every logged step of a stored run, as its newest whole checkpoint has them. */
  runMetrics(run: string): Promise<readonly MetricRow[]>;
  /** Writes tags and a note on a run; the list comes anew. */
  labelRun(run: string, labels: RunLabels): Promise<void>;
}

/** What the page may ask about runs that leave the browser. */
export interface CapsuleRequests {
  /** A stored run as a capsule with its newest whole checkpoint; `importRun` and `lab train` go on with it. */
  exportRun(run: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** What the page may ask for to carry away. */
export interface ExportRequests {
  /** The networks as they are between two steps, in a file that carries an input and our outputs to check it by. */
  exportNetworks(order: ExportOrder): Promise<ExportedFile>;
}

export interface ExportOrder {
  /** Of a zip no matter: it has them all. */
  readonly network: ExportName;
  /** `zip`: all networks in all formats, with their loaders. */
  readonly format: FileFormat | 'zip';
  readonly preprocessing: Preprocessing;
  /** Under which the weights are given on; empty: not stated. */
  readonly licence: string;
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ExportProgress {
  readonly what: string;
  /** 0 … 1 */
  readonly share: number;
}

/** What the page may ask about files that come in and are no images. */
export interface ImportRequests {
  /** What a file is, and whether it fits; nothing is changed. Throws one sentence if it is ours and damaged. */
  lookAtFile(file: File): Promise<IncomingFile>;
  /**
   * Puts the run of a checkpoint, a capsule or a zipped run’s folder among the stored ones, and gives its name there.
   * Throws one sentence, and keeps nothing, where any part of it is not whole.
   */
  importRun(file: File): Promise<string>;
  /** Begins anew with the weights of a file in place of random ones. False where that was refused. */
  importWeights(file: File): Promise<boolean>;
}

/** What somebody brings: anything that is not ours may hold images. */
export type IncomingFile =
  | { readonly kind: 'images' }
  | { readonly kind: 'run' }
  | {
      readonly kind: 'weights';
      readonly weights: ImportedWeights;
      /** Tensors that do not fit: then it cannot be imported. */
      readonly mismatches: readonly Mismatch[];
      /** Settings that the networks of the file need otherwise than the present run has them. */
      readonly changes: readonly { readonly key: ConfigKey; readonly from: string; readonly to: string }[];
    };

export interface ImportedWeights {
  /** Its name. */
  readonly file: string;
  readonly network: ExportName;
  readonly by: WeightsFile['origin'];
  /** Tensors of the file that have no place here. */
  readonly ignored: readonly string[];
}

/** What the worker exposes. Its events come over its own line, as its answers do (`tellPage`). */
export interface LabWorker extends LabRequests {
  holdUntilEnd(lock: string): Promise<void>;
  /** Files of the next request that has files; they come in parts. */
  handOver(part: readonly PickedFile[]): Promise<void>;
  /** From now on Figure 3 is drawn by the figure worker at the other end of this port; null: by the lab itself. */
  drawFiguresOver(port: MessagePort | null): Promise<void>;
}

/**
 * A second worker that draws Figure 3 where a training step takes long: on the processor, where θ would otherwise
 * wait for the end of a step.
 */
export interface FigureWorker extends Looking {
  /** Starts the backend; figures go out on `page`, snapshots of the training networks come in on `lab`. */
  open(backend: BackendName, page: MessagePort, lab: MessagePort): Promise<void>;
  holdUntilEnd(lock: string): Promise<void>;
  /** Draws the networks that are shipped with the page, on their own images; resolves when the first figure is out. */
  showShipped(page: MessagePort, hot: Changes): Promise<AboutShipped>;
  /** Redraws at once with hot fields that the lab will hear of at the end of its step. */
  preview(changes: Changes): Promise<void>;
}

/**
 * Sends an event over the worker's own line, which answers take, too: what is told before a request is answered is on
 * the page before the answer. Comlink passes over messages that are not its own.
 */
export function tellPage(event: LabEvent): void {
  self.postMessage({ event }, { transfer: transferables(event) });
}

/** Receives what the worker tells by `tellPage`. */
export function hearWorker(worker: Worker, listener: (event: LabEvent) => void): void {
  worker.addEventListener('message', ({ data }: MessageEvent<{ readonly event?: LabEvent }>) => {
    if (data.event) listener(data.event);
  });
}

/** Sends an event over a port of its own. Buffers of pictures are transferred, not copied. */
export function sendEvent(port: MessagePort, event: LabEvent): void {
  port.postMessage(event, transferables(event));
}

function receiveEvents(port: MessagePort, listener: (event: LabEvent) => void): void {
  port.onmessage = (message: MessageEvent<LabEvent>) => listener(message.data);
}

/** A port to hand to a worker, whose events reach the listener. */
export function eventPort(listener: (event: LabEvent) => void): MessagePort {
  const { port1, port2 } = new MessageChannel();
  receiveEvents(port1, listener);
  return Comlink.transfer(port2, [port2]);
}

/** The same for snapshots, which only pass between the two workers. Copied: the lab goes on using the weights. */
export function sendSnapshot(port: MessagePort, snapshot: FigureSnapshot): void {
  port.postMessage(snapshot);
}

export function receiveSnapshots(port: MessagePort, listener: (snapshot: FigureSnapshot) => void): void {
  port.onmessage = (message: MessageEvent<FigureSnapshot>) => listener(message.data);
}

function transferables(event: LabEvent): Transferable[] {
  if (event.type === 'twins') return event.event.type === 'figure' ? picturesOf(event.event.figure) : [];
  if (event.type === 'statistics') return picturesIn(event.statistics);
  return event.type === 'figure' ? picturesOf(event.figure) : [];
}

function picturesIn({ mean, oriented }: ImageStatistics): Transferable[] {
  return [mean.picture, ...mean.crops, ...oriented.map(({ picture }) => picture)].map(
    ({ rgba }) => rgba.buffer,
  );
}

function picturesOf(figure: Figure): Transferable[] {
  if (figure.kind !== 'figure3') {
    return figure.rows.flatMap(({ pictures }) => Object.values(pictures).map(({ buffer }) => buffer));
  }
  return figure.rows.flatMap((row) => [
    row.mask.buffer,
    ...Object.values(row.predictedMask).map((kept) => kept.buffer),
    ...Object.values(row.tiles).map((tile) => tile.buffer),
  ]);
}
