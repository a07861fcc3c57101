/** A capsule as a container: files in a zip, and capsule.json, which lists them with their hashes. */
import { strFromU8, unzipSync, zipSync, type UnzipFileInfo } from 'fflate';
import { z } from 'zod';
import { messageOf } from '../base/messageOf';
import { sha256 } from '../base/sha256';
import { SOFTWARE } from '../export/software';

const LIST = 'capsule.json';
const FORMAT = 'Artifact Lab run capsule';
const VERSION = 1;
/** Of a zip without the extension for larger ones. */
const MAX_BYTES = 2 ** 32 - 1;
/** Nothing packed by deflate grows by more than this. */
const MAX_GROWTH = 1032;

const listSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  software: z.string(),
  /** ISO 8601. */
  created: z.string(),
  files: z.array(
    z.strictObject({ path: z.string(), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/** By their paths within the capsule’s folder. */
export type CapsuleFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** Files, stored as they are, since hardly any of them would become smaller. @param root the folder that they unpack to */
export async function sealCapsule(root: string, files: CapsuleFiles): Promise<Uint8Array<ArrayBuffer>> {
  const listed: z.infer<typeof listSchema>['files'] = [];
  for (const [path, bytes] of files) {
    listed.push({ path, bytes: bytes.length, sha256: await sha256(bytes) });
  }
  const total = listed.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MAX_BYTES) {
    const gigabytes = (total / 1e9).toFixed(1);
    throw new Error(`The capsule would have ${gigabytes} GB and a zip holds 4: pack fewer checkpoints.`);
  }
  const list: z.infer<typeof listSchema> = {
    format: FORMAT,
    version: VERSION,
    software: `${SOFTWARE.name} ${SOFTWARE.version}`,
    created: new Date().toISOString(),
    files: listed,
  };
  const text = new TextEncoder().encode(`${JSON.stringify(list, null, 2)}\n`);
  const entries = [[LIST, text] as const, ...files].map(
    ([path, bytes]) => [`${root}/${path}`, bytes] as const,
  );
  return zipSync(Object.fromEntries(entries), { level: 0 });
}

/**
 * The files that a capsule lists, each as it was packed; others, which file managers add, are left alone.
 *
 * @throws an Error of one sentence where it is no capsule, of another version, or a file is missing or altered
 */
export async function unsealCapsule(zip: Uint8Array): Promise<CapsuleFiles> {
  const directory = readZip(zip, () => false).infos;
  const listPath = directory
    .map(({ name }) => name)
    .filter((name) => name.split('/').at(-1) === LIST)
    .sort((a, b) => a.length - b.length)[0];
  if (listPath === undefined) throw new Error(`This is not a run capsule: there is no ${LIST} in it.`);
  const root = listPath.slice(0, -LIST.length);
  const list = parseList(readZip(zip, ({ name }) => name === listPath).contents.get(listPath));
  const sizes = new Map(list.files.map(({ path, bytes }) => [root + path, bytes]));
  const { contents } = readZip(zip, ({ name, originalSize }) => sizes.get(name) === originalSize);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { path, sha256: expected } of list.files) {
    const bytes = contents.get(root + path);
    if (!bytes) throw new Error(`The capsule is damaged: “${path}” is missing or cut off.`);
    if ((await sha256(bytes)) !== expected) throw new Error(`The capsule is damaged: “${path}” was altered.`);
    files.set(path, bytes);
  }
  return files;
}

function readZip(zip: Uint8Array, isWanted: (info: UnzipFileInfo) => boolean) {
  const infos: UnzipFileInfo[] = [];
  try {
    const contents = unzipSync(zip, {
      filter: (info) => {
        infos.push(info);
        return isWanted(info) && isPossible(info, zip.length);
      },
    });
    return { infos, contents: new Map(Object.entries(contents)) };
  } catch (error) {
    throw new Error(`This is not a run capsule, or a damaged one: ${messageOf(error)}.`, { cause: error });
  }
}

/** Whether the sizes that an entry claims can be true: memory is taken by them. */
function isPossible({ size, originalSize }: UnzipFileInfo, zipBytes: number): boolean {
  return size <= zipBytes && originalSize <= size * MAX_GROWTH;
}

function parseList(bytes: Uint8Array | undefined): z.infer<typeof listSchema> {
  const json = parseJson(LIST, bytes) as { format?: unknown; version?: unknown } | null;
  if (json?.format !== FORMAT) throw new Error(`This is not a run capsule: its ${LIST} is not one of ours.`);
  if (json.version !== VERSION) {
    const found = typeof json.version === 'number' ? String(json.version) : 'unknown';
    throw new Error(`The capsule is of version ${found}; this program reads version ${VERSION}.`);
  }
  return checked(LIST, listSchema, json);
}

/** The value in a file of the capsule. Throws one sentence if it is missing or no JSON. */
export function parseJson(path: string, bytes: Uint8Array | undefined): unknown {
  if (!bytes) throw new Error(`The capsule is damaged: “${path}” is missing or cut off.`);
  try {
    return JSON.parse(strFromU8(bytes));
  } catch (error) {
    throw new Error(`The capsule is damaged: “${path}” is not JSON.`, { cause: error });
  }
}

/** The value as the schema has it. Throws one sentence that names the first field that does not fit. */
export function checked<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new Error(`“${path}” in the capsule is not valid: ${field}${issue?.message}.`);
}
