/**
 * Is every fault's handling held by a test? In a copy of the project, takes the handling of one after the other out and
 * sees that its test, which passes before, falls:
 *
 *   npm run faults                    all of them, about three quarters of an hour
 *   npm run faults -- --only zip      those that have this in their name
 *   npm run faults -- --missing       those that were not tried yet
 *   npm run faults -- --table         only writes docs/FAULTS.md anew from what is known
 *
 * What was seen is kept in bench/results/faults.json. Exits 1 where a test passed without what it should hold.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { FAULTS, type Change, type Fault } from './faults/list';
import { faultsPage, readOutcomes, writeOutcomes, type Outcome } from './faults/outcomes';

const { values } = parseArgs({
  options: { only: { type: 'string' }, missing: { type: 'boolean' }, table: { type: 'boolean' } },
});

/** A port that neither `npm start` nor `npm test` uses. */
const PORT = '4189';

/** For one test. One that never ends, as a loop without end does not, leaves no report. */
const PATIENCE_MS = 15 * 60_000;

/** The tracked files of the project and those about to be, with its modules. */
function copyProject(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'artifact-lab-faults-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  for (const file of listed.toString().split('\0').filter(Boolean)) cpSync(file, path.join(copy, file));
  symlinkSync(path.resolve('node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

const unitReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const browserReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number() }) });

/** Runs the one test; throws where it did not come to an end of its own, as when the code does not build. */
function testPasses(copy: string, { file, name }: Fault['test']): boolean {
  const report = path.join(copy, 'report.json');
  rmSync(report, { force: true });
  const exactly = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const commands = file.startsWith('e2e/')
    ? [
        ['vite', 'build', '--logLevel', 'error'],
        ['playwright', 'test', file, '--grep', exactly, '--reporter=json'],
      ]
    : [['vitest', 'run', file, '-t', exactly, '--reporter=json', `--outputFile=${report}`]];
  const env = { ...process.env, E2E_PORT: PORT, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  for (const command of commands) {
    spawnSync('npx', command, {
      cwd: copy,
      env,
      stdio: 'ignore',
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
  }
  const json: unknown = JSON.parse(readFileSync(report, 'utf8'));
  const [passed, failed] = counted(json);
  if (passed + failed === 0) throw new Error(`There is no test “${name}” in ${file}.`);
  return failed === 0;
}

function counted(json: unknown): [passed: number, failed: number] {
  const unit = unitReport.safeParse(json);
  if (unit.success) return [unit.data.numPassedTests, unit.data.numFailedTests];
  const { stats } = browserReport.parse(json);
  return [stats.expected, stats.unexpected];
}

/** Does the work with the changes made, and takes them back. */
function changed<Result>(copy: string, changes: readonly Change[], work: () => Result): Result {
  const before = changes.map(({ file }) => readFileSync(path.join(copy, file), 'utf8'));
  try {
    for (const [i, { file, from, to }] of changes.entries())
      writeFileSync(
        path.join(copy, file),
        before[i]!.replace(from, () => to),
      );
    return work();
  } finally {
    for (const [i, { file }] of changes.entries()) writeFileSync(path.join(copy, file), before[i]!);
  }
}

/** Notes each outcome as soon as it is known. */
function tryAll(faults: readonly Fault[], note: (fault: Fault, outcome: Outcome) => void): void {
  const copy = copyProject();
  const passes = new Map<string, boolean>();
  try {
    for (const fault of faults) {
      const { without, test } = fault;
      const key = JSON.stringify(test);
      if (!passes.has(key)) passes.set(key, testPasses(copy, test));
      if (!passes.get(key)) note(fault, 'fails as it is');
      else note(fault, changed(copy, without, () => testPasses(copy, test)) ? 'passes without' : 'falls');
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function main(): boolean {
  const outcomes = readOutcomes();
  const chosen = FAULTS.filter(
    ({ name }) => name.includes(values.only ?? '') && !(values.missing && outcomes.has(name)),
  );
  if (!values.table) {
    tryAll(chosen, ({ name }, outcome) => {
      process.stdout.write(`${outcome.padEnd(14)}  ${name}\n`);
      writeOutcomes(outcomes.set(name, outcome));
    });
  }
  writeFileSync('docs/FAULTS.md', faultsPage(outcomes));
  return FAULTS.every(({ name }) => outcomes.get(name) === 'falls');
}

process.exit(main() ? 0 : 1);
