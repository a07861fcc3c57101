/** The command line as a child process, for tests. */
import { spawn, type ChildProcess } from 'node:child_process';

export interface Ending {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LabProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
}

/** Starts `lab` with these arguments. @param hear is called with all of stdout whenever there is more of it */
export function startLab(args: readonly string[], hear?: (stdout: string) => void): LabProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/lab.ts', ...args]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    hear?.(stdout);
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ending>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended };
}

export function lab(...args: string[]): Promise<Ending> {
  return startLab(args).ended;
}

/** The objects of a --json run, by type. A last line that a kill cut off is left out. */
export function events(stdout: string): Map<string, Record<string, unknown>[]> {
  const byType = new Map<string, Record<string, unknown>[]>();
  for (const line of stdout.split('\n').slice(0, -1)) {
    const event = JSON.parse(line) as Record<string, unknown>;
    const type = String(event['type']);
    byType.set(type, [...(byType.get(type) ?? []), event]);
  }
  return byType;
}
