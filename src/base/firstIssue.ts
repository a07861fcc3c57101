import { z } from 'zod';
import { messageOf } from './messageOf';

/** What is wrong with a file, as the end of a sentence: the first field that its schema refuses, or the error’s message. */
export function firstIssue(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'invalid';
}
