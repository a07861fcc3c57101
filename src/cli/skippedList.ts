/** The files that were skipped, all of them with their reasons: a report on the terminal names but a few. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { skippedCsv } from '../base/skippedCsv';
import type { ImageSetInfo } from '../lab/events';

type Skipped = ImageSetInfo['skipped'];

/** Says where a list of them is. */
export type TellSkipped = (skipped: Skipped) => string;

const IN_RUN = 'skipped.csv';

let asked: string | undefined;

/** Remembers the file that “--skipped” names. */
export function askForSkipped(file: string | undefined): void {
  asked = file;
}

/** Writes the list where “--skipped” asks for it; else tells how to ask. */
export const tellAskedSkipped: TellSkipped = (skipped) => {
  if (asked === undefined) return '“--skipped FILE.csv” lists them all with their reasons.';
  writeFileSync(asked, skippedCsv(skipped));
  return `All of them are in “${asked}”.`;
};

/** For a run, which writes the list among its files. */
export function tellSkippedOfRun(location: string): TellSkipped {
  return () => `“${path.join(location, IN_RUN)}” will list them all.`;
}

/** Writes the list into a run's directory, if there is anything to list. */
export function writeSkippedOfRun(location: string, skipped: Skipped): void {
  if (skipped.length > 0) writeFileSync(path.join(location, IN_RUN), skippedCsv(skipped));
}
