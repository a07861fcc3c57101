/** What `npm test` makes of skipped tests. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPlaywright, readVitest } from './reports';
import { KNOWN_SKIPS, reasonToSkip } from './skips';

const CI = { platform: 'linux', ci: true } as const;
const HOME = { platform: 'linux', ci: false } as const;

describe('a skipped test', () => {
  it('fails the run if it is not on the list', () => {
    const test = { file: 'src/base/random.test.ts', title: 'draws the same numbers' };
    expect(reasonToSkip(test, HOME)).toBeNull();
    expect(reasonToSkip(test, CI)).toBeNull();
  });

  it('is excused for PyTorch at home, not in CI, which installs it', () => {
    const test = {
      file: 'src/cli/pytorchRuns.test.ts',
      title: 'in PyTorch (no Python here has torch) trains',
    };
    expect(reasonToSkip(test, HOME)).toContain('python3-torch');
    expect(reasonToSkip(test, CI)).toBeNull();
  });

  it('is not excused for the programs of WebGPU on Linux, where Chromium is installed first', () => {
    const test = { file: 'src/kernels/webgpu/programs.test.ts', title: 'programs on webgpu add' };
    expect(reasonToSkip(test, HOME)).toBeNull();
    expect(reasonToSkip(test, { platform: 'darwin', ci: false })).not.toBeNull();
  });
});

it.each(KNOWN_SKIPS)('the list names a test that there is: $file $title', ({ file, title = '' }) => {
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(title);
});

it('reads Vitest’s report, whatever a skip is called in it', () => {
  const assertionResults = ['passed', 'failed', 'skipped', 'pending', 'todo'].map((status) => ({
    fullName: `it is ${status}`,
    status,
  }));
  const report = { testResults: [{ name: '/home/lab/src/a.test.ts', assertionResults }] };
  expect(readVitest(report, '/home/lab')).toEqual({
    passed: 1,
    failed: 1,
    skipped: ['skipped', 'pending', 'todo'].map((status) => ({
      file: 'src/a.test.ts',
      title: `it is ${status}`,
    })),
  });
});

it('reads Playwright’s report with nested groups; a flaky test counts as failed', () => {
  const spec = (title: string, status: string) => ({ title, file: 'page.spec.ts', tests: [{ status }] });
  const report = {
    config: { rootDir: '/home/lab/e2e' },
    suites: [
      {
        title: 'page.spec.ts',
        specs: [spec('opens', 'expected'), spec('flickers', 'flaky'), spec('waits', 'skipped')],
        suites: [{ title: 'in the dark', specs: [spec('falls', 'unexpected'), spec('rests', 'skipped')] }],
      },
    ],
  };
  expect(readPlaywright(report, '/home/lab')).toEqual({
    passed: 1,
    failed: 2,
    skipped: [
      { file: 'e2e/page.spec.ts', title: 'waits' },
      { file: 'e2e/page.spec.ts', title: 'in the dark rests' },
    ],
  });
});
