/** What the reports of Vitest and Playwright say: how many tests passed and failed, and which were skipped. */
import path from 'node:path';
import { z } from 'zod';
import type { TestName } from './skips';

export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly TestName[];
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Reads Vitest's JSON report. A test that neither passed nor failed was skipped, whatever its status is called. */
export function readVitest(json: unknown, root: string): Report {
  const tests = vitestReport.parse(json).testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({
      status,
      file: path.relative(root, name).split(path.sep).join('/'),
      title: fullName,
    })),
  );
  const ended = (status: string) => tests.filter((test) => test.status === status).length;
  return {
    passed: ended('passed'),
    failed: ended('failed'),
    skipped: tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ file, title }) => ({ file, title })),
  };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?:
    readonly { title: string; file: string; tests: readonly { status: string }[] }[] | undefined;
  readonly suites?: readonly PlaywrightSuite[] | undefined;
}

const playwrightSuite: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z
      .array(
        z.object({
          title: z.string(),
          file: z.string(),
          tests: z.array(z.object({ status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']) })),
        }),
      )
      .optional(),
    suites: z.array(playwrightSuite).optional(),
  }),
);

const playwrightReport = z.object({
  config: z.object({ rootDir: z.string() }),
  suites: z.array(playwrightSuite),
});

/** Reads Playwright's JSON report. A flaky test counts as failed. */
export function readPlaywright(json: unknown, root: string): Report {
  const { config, suites } = playwrightReport.parse(json);
  const from = path.relative(root, config.rootDir);
  // The outermost suites are files, whose names are no part of a title.
  const tests = suites.flatMap((file) => testsOf({ ...file, title: '' }, ''));
  const skipped = tests.filter(({ status }) => status === 'skipped');
  const passed = tests.filter(({ status }) => status === 'expected').length;
  return {
    passed,
    failed: tests.length - passed - skipped.length,
    skipped: skipped.map(({ file, title }) => ({
      file: path.join(from, file).split(path.sep).join('/'),
      title,
    })),
  };
}

function testsOf(suite: PlaywrightSuite, above: string): (TestName & { readonly status: string })[] {
  const title = `${above} ${suite.title}`.trim();
  return [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests.map(({ status }) => ({
        file: spec.file,
        title: `${title} ${spec.title}`.trim(),
        status,
      })),
    ),
    ...(suite.suites ?? []).flatMap((inner) => testsOf(inner, title)),
  ];
}
