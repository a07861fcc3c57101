/** What is known of runs that are kept, for the page and the command line alike. Types only. */
import type { Config } from '../experiments/config';
import type { Phase } from '../experiments/metrics';
import type { Manifest } from './manifest';
import type { RunLabels } from './runLabels';

/** What a run remembers of its images; `imagesIdentity.ts` tells whether others are the same. */
export interface ImagesIdentity {
  readonly name: string;
  readonly count: number;
  /** ImageSet.contentHash: it differs between sizes that keep images at another resolution. */
  readonly hash: string;
  /** ImageSet.contents, which paths and their order do not change; older runs have none. */
  readonly content?: string | undefined;
}

/** One kept checkpoint. Its file may still turn out to be damaged when it is read. */
export interface StoredCheckpoint {
  /** `autoencoder-000123`: unique within its run, and sorts by time within a phase. */
  readonly name: string;
  readonly phase: Phase;
  /** Steps done in that phase. */
  readonly step: number;
  readonly bytes: number;
  /** ISO 8601. */
  readonly saved: string;
  /** Kept for good; the others give way to newer ones. */
  readonly milestone: boolean;
}

export interface StoredRun {
  readonly id: string;
  readonly config: Config;
  readonly images: ImagesIdentity;
  readonly backend: { readonly name: string; readonly device: string };
  /** As RunStatus had it when it was written: a `running` one was broken off, unless it is the present run. */
  readonly state: string;
  /** Where its newest checkpoint stands, from which it goes on. */
  readonly phase: Phase;
  readonly step: number;
  /** ISO 8601. */
  readonly started: string;
  readonly trainingSeconds: number;
  /** Memory of all its files. */
  readonly bytes: number;
  /** Oldest first; empty when nothing was saved yet. */
  readonly checkpoints: readonly StoredCheckpoint[];
  /** Where it was forked from. */
  readonly parent: { readonly run: string; readonly checkpoint: string } | null;
  /** The file that it came in, and when; null where it began here. */
  readonly imported: Manifest['imported'];
  readonly beganWith: Manifest['beganWith'];
  /** When it was deleted, ISO 8601: it can be brought back for a while. Null for a run in use. */
  readonly deleted: string | null;
  readonly labels: RunLabels;
}

/** A checkpoint that was passed over, and why, in one sentence. */
export interface BadCheckpoint {
  readonly name: string;
  readonly reason: string;
}
