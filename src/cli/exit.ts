/** How a command ends: exit codes, and the errors that lead to them. */

export const EXIT = { done: 0, failed: 1, badUsage: 2, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was called wrongly; the message says in one sentence what to write instead. */
export class BadUsage extends Error {
  override readonly name = 'BadUsage';
}
