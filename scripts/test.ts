/**
 * `npm test`: everything. All stages run even if an early one fails; the last line counts what passed and failed
 * (each tool of the check, the soak, the build, and each unit and browser test is one).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { findChromium, installChromium } from './chromium';

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const PASSED: Count = { passed: 1, failed: 0 };
const FAILED: Count = { passed: 0, failed: 1 };

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

/** Counts a report; a run that failed without a failing test, or without a report, counts as one more failure. */
function count(succeeded: boolean, read: () => Count): Count {
  let counted: Count;
  try {
    counted = read();
  } catch (error) {
    process.stderr.write(`The test report could not be read: ${String(error)}\n`);
    return FAILED;
  }
  return succeeded || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

function readReport<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

const vitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });

function unit(): Count {
  const file = path.join(reports, 'unit.json');
  const succeeded = run(`npx vitest run --reporter=default --reporter=json --outputFile.json="${file}"`);
  return count(succeeded, () => {
    const { numPassedTests, numFailedTests } = readReport(file, vitestReport);
    return { passed: numPassedTests, failed: numFailedTests };
  });
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
});

function browser(): Count {
  let chromium: string;
  try {
    chromium = findChromium() ?? installChromium();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return FAILED;
  }
  const file = path.join(reports, 'browser.json');
  const succeeded = run('npx playwright test --reporter=list,json', {
    CHROME_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  return count(succeeded, () => {
    const { expected, unexpected, flaky } = readReport(file, playwrightReport).stats;
    return { passed: expected, failed: unexpected + flaky };
  });
}

function checkTools(): readonly string[] {
  const scripts = z.object({ scripts: z.object({ check: z.string() }) });
  return readReport('package.json', scripts).scripts.check.split(' && ');
}

const counts = [
  ...checkTools().map((tool) => stage(`npx ${tool}`)),
  unit(),
  stage('npm run soak -- --short'),
  stage('npm run build'),
  browser(),
];
rmSync(reports, { recursive: true });

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
