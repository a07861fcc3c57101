/** `lab table`: what all parts of a sweep have come to so far, as one table or as Figure 6. */
import { messageOf } from '../base/messageOf';
import { SIZES } from '../schema/sizes';
import type { Table } from '../experiments/tableResult';
import { tableToCsv } from '../export/csvTable';
import { tableToLatex } from '../export/latexTable';
import { tableToMarkdown } from '../export/markdownTable';
import { storedRenderings, storedTable } from '../lab/table/merge';
import { TableStore } from '../lab/table/store';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { NodeFolder, replace } from './nodeFolder';
import { sheetToPng } from './pictureSheet';
import { printFile } from './terminal';

const TEXTS = {
  md: tableToMarkdown,
  csv: tableToCsv,
  latex: tableToLatex,
  json: (table: Table): string => `${JSON.stringify(table, null, 2)}\n`,
} as const;

export const TABLE_FORMATS = ['md', 'csv', 'latex', 'json', 'png'] as const;

export interface TableOptions {
  readonly in: string;
  readonly format: (typeof TABLE_FORMATS)[number];
  readonly out?: string;
}

/** Writes the table to --out, or to stdout where that is not given. */
export async function table({ in: location, format, out }: TableOptions): Promise<ExitCode> {
  const store = new TableStore(new NodeFolder(location));
  const about = await storedTable(store).catch((error: unknown) => {
    throw new Error(`In “${location}”: ${messageOf(error)}`, { cause: error });
  });
  if (format === 'png') {
    if (out === undefined) throw new BadUsage('--format png needs --out with the file to write.');
    await replace(out, await figure6(store, about));
    return EXIT.done;
  }
  const text = TEXTS[format](about);
  if (out === undefined) printFile(text);
  else await replace(out, text);
  return EXIT.done;
}

/** What the rows make of the same damaged images, the inputs first. */
async function figure6(store: TableStore, { setting: { title, base } }: Table): Promise<Uint8Array> {
  const rows = (await storedRenderings(store)).map(({ title, pictures }) => ({
    title,
    pictures: pictures.map((picture) => ({ picture })),
  }));
  return sheetToPng(rows, `Figure 6. ${title}, renderings at ${SIZES[base.size].pixels} px.`);
}
