/** What was seen of the faults when their handling was taken out, and the page of the documents that tells it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { FAULTS, type Fault } from './list';

const RESULTS = 'bench/results/faults.json';

const outcomeSchema = z.enum(['falls', 'passes without', 'fails as it is']);

/** Of a test whose fault's handling was taken out. */
export type Outcome = z.infer<typeof outcomeSchema>;

/** By the names of the faults; one that was not tried is not among them. */
export function readOutcomes(): Map<string, Outcome> {
  if (!existsSync(RESULTS)) return new Map();
  const seen = z.record(z.string(), outcomeSchema).parse(JSON.parse(readFileSync(RESULTS, 'utf8')));
  return new Map(Object.entries(seen));
}

/** Keeps what is known of the faults that are on the list. */
export function writeOutcomes(outcomes: ReadonlyMap<string, Outcome>): void {
  const known = FAULTS.flatMap(({ name }) => {
    const outcome = outcomes.get(name);
    return outcome ? [[name, outcome] as const] : [];
  });
  writeFileSync(RESULTS, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`);
}

const HEADER = `# Faults, and the tests that hold their handling

\`npm run faults\` takes the handling of each out, in a copy of the project, and sees whether its test falls; it wrote this
page. The list with the code that is taken out is [scripts/faults/list.ts](../scripts/faults/list.ts).
`;

/** docs/FAULTS.md. */
export function faultsPage(outcomes: ReadonlyMap<string, Outcome>): string {
  const rows = FAULTS.map((fault) => rowOf(fault, outcomes.get(fault.name)));
  const cells = [['Fault', 'Handled in', 'Test', 'Without the handling it'], ...rows];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return `${HEADER}\n${[lines[0]!, rule, ...lines.slice(1)].join('\n')}\n`;
}

function rowOf({ name, without, test }: Fault, outcome: Outcome | undefined): string[] {
  const { file } = without[0];
  const handled = `[${file.split('/').at(-1)}](../${file})`;
  return [name, handled, `\`${test.file}\`: ${test.name}`, outcome ?? 'was not tried'];
}
