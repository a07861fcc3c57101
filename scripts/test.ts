/**
 * `npm test`: everything. A Chromium comes first, since unit tests use its software adapter too. All stages run even if
 * an early one fails; the last line counts what passed, failed and was skipped (each tool of the check, the soak, the
 * build, and each unit and browser test is one). A skip that test/skips.ts does not excuse counts as failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { findChromium, installChromium } from './chromium';
import { readPlaywright, readVitest, type Report } from './test/reports';
import { reasonToSkip } from './test/skips';

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const PASSED: Count = { passed: 1, failed: 0, skipped: 0 };
const FAILED: Count = { passed: 0, failed: 1, skipped: 0 };

const reports = mkdtempSync(path.join(tmpdir(), 'artifact-lab-test-'));

/** Runs a command of the project, its output shown. */
function run(command: string, environment: Record<string, string> = {}): boolean {
  process.stdout.write(`\n── ${command}\n`);
  const { status } = spawnSync(command, {
    shell: true,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  return status === 0;
}

function stage(command: string): Count {
  return run(command) ? PASSED : FAILED;
}

/** Sets CHROME_PATH, for unit and browser tests alike, to the Chromium that is there or is installed now. */
function bringChromium(): Count {
  try {
    process.env['CHROME_PATH'] = findChromium() ?? installChromium();
    return PASSED;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return FAILED;
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Counts a report; a run that failed without a failing test, or without a report, counts as one more failure. */
function count(succeeded: boolean, read: () => Report): Count {
  let report: Report;
  try {
    report = read();
  } catch (error) {
    process.stderr.write(`The test report could not be read: ${String(error)}\n`);
    return FAILED;
  }
  const { passed, skipped } = report;
  const failed = succeeded ? report.failed : Math.max(report.failed, 1);
  return { passed, failed: failed + countUnexcused(skipped), skipped: skipped.length };
}

/** Prints why each test was skipped, and returns how many had no excuse. */
function countUnexcused(skipped: Report['skipped']): number {
  const machine = { platform: process.platform, ci: Boolean(process.env['CI']) };
  let unexcused = 0;
  for (const test of skipped) {
    const reason = reasonToSkip(test, machine);
    if (reason === null) unexcused += 1;
    const why = reason ?? 'which scripts/test/skips.ts does not excuse here; this counts as failed';
    process.stdout.write(`Skipped: ${test.file}, “${test.title}”: ${why}\n`);
  }
  return unexcused;
}

function unit(): Count {
  const file = path.join(reports, 'unit.json');
  const succeeded = run(`npx vitest run --reporter=default --reporter=json --outputFile.json="${file}"`);
  return count(succeeded, () => readVitest(readJson(file), process.cwd()));
}

function browser(): Count {
  const file = path.join(reports, 'browser.json');
  const succeeded = run('npx playwright test --reporter=list,json', { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  return count(succeeded, () => readPlaywright(readJson(file), process.cwd()));
}

function checkTools(): readonly string[] {
  const scripts = z.object({ scripts: z.object({ check: z.string() }) });
  return scripts.parse(readJson('package.json')).scripts.check.split(' && ');
}

const counts = [
  bringChromium(),
  ...checkTools().map((tool) => stage(`npx ${tool}`)),
  unit(),
  stage('npm run soak -- --short'),
  stage('npm run build'),
  browser(),
];
rmSync(reports, { recursive: true });

const total = (of: keyof Count) => counts.reduce((sum, counted) => sum + counted[of], 0);
process.stdout.write(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`);
process.exitCode = total('failed') > 0 ? 1 : 0;
