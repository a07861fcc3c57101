/** What a person wrote on a run: in a file of its own beside the manifest, which training rewrites. */
import { z } from 'zod';
import type { Folder } from './folder';

const FILE = 'labels.json';

const labelsSchema = z.strictObject({
  tags: z.array(z.string().trim().min(1).max(40)).max(12),
  note: z.string().max(2000),
});

export type RunLabels = z.infer<typeof labelsSchema>;

const NONE: RunLabels = { tags: [], note: '' };

/** No labels where there is no such file, or a damaged one: no run is worth losing for its labels. */
export async function readLabels(folder: Folder): Promise<RunLabels> {
  const bytes = await folder.read(FILE);
  if (!bytes) return NONE;
  try {
    return labelsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return NONE;
  }
}

/** Throws a ZodError where a tag is empty or longer than 40 characters, or there are more than 12. */
export async function writeLabels(folder: Folder, labels: RunLabels): Promise<void> {
  const text = JSON.stringify(labelsSchema.parse(labels));
  await folder.write(FILE, [new TextEncoder().encode(text)]);
}
