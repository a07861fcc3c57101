/** What the page asks of evaluation, and what it is told. Types only. */
import type { ImageSetInfo } from '../../data/types';
import type { HeadKind } from '../../evaluation/head';
import type { Classification, Interval } from '../../evaluation/metrics';
import type { AttributeScore } from '../../evaluation/probe';
import type { Picture } from '../../evaluation/pictures/picture';
import type { Phase } from '../../experiments/metrics';
import type { LookName, LookReply, LookRequest } from '../works';

export type { Classification } from '../../evaluation/metrics';
export type { Picture } from '../../evaluation/pictures/picture';
export type { ImageStatistics } from '../../evaluation/statistics/imageStatistics';
export type { HeadKind } from '../../evaluation/head';
export type { LookName, LookReply, LookRequest, MeasureName, MeasureReply, MeasureRequestOf } from '../works';

/** Where a run stood when something was measured. */
export interface Moment {
  readonly phase: Phase;
  readonly step: number;
}

export interface MeasureRequest {
  /** Those of the method's features. */
  readonly layers: readonly string[];
  /** `random`, `pixels`, and what the method compares with. */
  readonly baselines: readonly string[];
  /** Splits by seed; one where folders divide the set. */
  readonly seeds: number;
  /** Labelled images at most, a share of each label; memory sets the bound. */
  readonly images: number;
  /** k of the k-NN classifier; 0: none. */
  readonly neighbours: number;
  /** Shares of the training labels, in (0, 1]; with a share of 1 the table, with others label efficiency. */
  readonly shares: readonly number[];
  /** What reads the features. A frozen linear head is solved, without epochs. */
  readonly head: HeadKind;
  /** Whether each convolution is also measured fine-tuned, with those below it. */
  readonly fineTune: boolean;
  /** Whether the same network is trained from scratch with the labels of classes beside it. */
  readonly supervised: boolean;
  readonly epochs: number;
  /** Whether the second set is measured on, which was not trained on. */
  readonly onSecond: boolean;
  /** The text of a table of attributes, in place of the folders' labels. */
  readonly attributes: string | null;
}

/** What holds for all numbers of a table. */
export interface MeasureHead {
  /** Of measureProtocol.ts; missing in tables of the first. */
  readonly protocolVersion?: number | undefined;
  readonly moment: Moment;
  /** Whether the discriminator still has the weights that its seed gave it. */
  readonly isUntrained: boolean;
  /** Name of the set measured on, and whether it is another one than trained on. */
  readonly set: string;
  readonly isTransfer: boolean;
  readonly head: HeadKind;
  /** Images used, of those with a label. */
  readonly images: number;
  readonly labelled: number;
  readonly classes: readonly string[];
  readonly measure: 'accuracy' | 'mean average precision';
  /** What always giving the commonest answer gets, in [0, 1]. */
  readonly chance: number;
  readonly splits: number;
}

/** One number of the table, for one split. */
export interface MeasuredRow {
  /** `tuned`: as the probe, with the convolutions up to this layer fine-tuned. */
  readonly method: 'probe' | 'tuned' | 'knn';
  /** `trained`, a baseline, or `supervised`. */
  readonly network: string;
  readonly layer: string;
  /** Of the training labels. */
  readonly share: number;
  /** From 0; the k-NN classifier is judged once, leaving one out. */
  readonly split: number;
  /** In [0, 1]; null where no attribute has a positive image. */
  readonly value: number | null;
  /** 95 %; null where there is no value, and for average precision in tables of earlier versions. */
  readonly interval: Interval | null;
  readonly classification: Classification | null;
  readonly attributes: AttributeScore['attributes'] | null;
  readonly protocol: string;
}

/** A measure taken again and again while training. */
export interface WatchRequest {
  readonly method: 'probe' | 'knn';
  readonly layer: string;
  /** Steps between two numbers, at least. */
  readonly every: number;
}

export interface WatchedPoint extends Moment {
  readonly value: number;
  readonly interval: Interval;
}

export interface EvaluationProgress {
  readonly what: string;
  /** In [0, 1]. */
  readonly share: number;
  readonly secondsLeft: number | null;
}

export type EvaluationEvent =
  | { readonly type: 'progress'; readonly progress: EvaluationProgress | null }
  | { readonly type: 'head'; readonly head: MeasureHead }
  | { readonly type: 'row'; readonly row: MeasuredRow }
  /** A point of the watched curve, or the random network's number that it is to be held against. */
  | { readonly type: 'watched'; readonly network: 'trained' | 'random'; readonly point: WatchedPoint }
  /** The second set, once it is read or given up. */
  | { readonly type: 'second'; readonly images: ImageSetInfo | null }
  /** Watching ended, and why. */
  | { readonly type: 'unwatched'; readonly reason: string };

export interface RetrievalRequest {
  /** Images of the training set; some spread over it where there are none. */
  readonly queries: readonly number[];
  /** Whether their neighbours are looked for in the second set. */
  readonly inSecond: boolean;
  /** Whether rows of a random network alternate with those of the run’s. */
  readonly besideRandom?: boolean;
}

export interface PatchSheetRequest {
  readonly layer: string;
  /** Channels of the layer; out of range ones are refused. Spread evenly where absent. */
  readonly neurons?: readonly number[];
}

/** Whether features see the arrangement: images against the same with their tiles permuted. */
export interface ArrangementRequest {
  /** Whether the bands are filled in the originals, too, so that the arrangement alone tells them apart. */
  readonly originals: 'filled' | 'plain';
}

export interface ArrangementReport {
  readonly rows: readonly (DiagnosedNetwork & { readonly layer: string })[];
  /** Some images as they are and permuted; its caption says how it was done. */
  readonly sheet: PictureSheet;
}

/** The k-NN classifier’s accuracy against k. */
export interface CurveRequest {
  readonly layer: string;
  /** The central view of each image, or five crops whose features stand in a row. */
  readonly crops: 'central' | 'five';
}

export interface CurveReport extends CurveRequest {
  readonly moment: Moment;
  /** How it was done. */
  readonly caption: string;
  readonly rows: readonly (DiagnosedNetwork & { readonly k: number })[];
}

/** Share told right, in [0, 1], with its 95 % interval. */
interface DiagnosedNetwork {
  /** `trained` or a baseline, and what a person reads in its place. */
  readonly network: string;
  readonly title: string;
  readonly value: number;
  readonly interval: Interval;
}

/** Rows of pictures with a word below each. */
export interface PictureSheet {
  readonly moment: Moment;
  /** How it was made, in one sentence. */
  readonly caption: string;
  readonly rows: readonly SheetRow[];
}

interface SheetRow {
  readonly title: string;
  /** What made it, where rows of several networks alternate; the title says so, too. */
  readonly network?: string;
  readonly pictures: readonly SheetPicture[];
}

export interface SheetPicture {
  readonly picture: Picture;
  /** What a person reads below it, and the same number in full for a CSV. */
  readonly note: string;
  readonly value: number | null;
  /** Index in the set, and its path; null where the picture is no image of the set. */
  readonly image: number | null;
  readonly path: string | null;
}

/** What either worker can do, whichever is free. */
export interface Looking {
  /** What one of the method’s own looks says of the networks; null where none are there yet. */
  look<N extends LookName>(name: N, request: LookRequest<N>): Promise<LookReply<N> | null>;
}
