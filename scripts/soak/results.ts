/** What was measured of reliability, one part at a time, in one file; the table in docs/numbers.md is made from it. */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const FILE = 'bench/results/reliability.json';

const part = <T extends z.ZodRawShape>(shape: T) =>
  z.object({ ...shape, passed: z.boolean(), measured: z.iso.datetime() });

const flat = z.object({ phase: z.string(), samples: z.number(), processGrowth: z.number() });

const reliabilitySchema = z.object({
  steps: part({ steps: z.number(), checkpoints: z.number(), flat: z.array(flat.loose()) })
    .loose()
    .optional(),
  saves: part({
    steps: z.number(),
    everySeconds: z.number(),
    otherWork: z.number(),
    saves: z.number(),
    worstGap: z.number(),
    longestStepSeconds: z.number(),
    missed: z.array(z.string()),
    failures: z.number(),
  }).optional(),
  kills: part({
    kills: z.number(),
    saveEverySeconds: z.number(),
    resumed: z.number(),
    stepsLost: z.object({ most: z.number(), mean: z.number() }),
    problems: z.array(z.string()),
  }).optional(),
  devices: part({
    losses: z.number(),
    recovered: z.number(),
    runs: z.number(),
    equalToUnbroken: z.number(),
    tensorsAfter: z.array(z.number()),
  }).optional(),
});

type Reliability = z.infer<typeof reliabilitySchema>;

/** Puts a result in the place of the one before it, and gives its verdict. */
export async function updateReliability(
  name: keyof Reliability,
  result: { readonly passed: boolean },
): Promise<boolean> {
  const all = { ...(await readReliability()), [name]: { ...result, measured: new Date().toISOString() } };
  await writeFile(FILE, `${JSON.stringify(reliabilitySchema.parse(all), null, 2)}\n`);
  process.stdout.write(`${name}: ${JSON.stringify(result)}\n`);
  return result.passed;
}

export async function readReliability(): Promise<Reliability> {
  const text = await readFile(FILE, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return reliabilitySchema.parse(JSON.parse(text));
}

/** The results as a markdown table, a row for each part that was measured. */
export function reliabilityTable({ steps, saves, kills, devices }: Reliability): string {
  const rows = [
    ...(steps
      ? [
          [
            'Steps with pauses, θ changes, figures and checkpoints between',
            steps.steps.toLocaleString('en'),
            `${steps.passed ? 'not one tensor or byte of them more' : 'tensors grew'}; process ${steps.flat
              .map(({ phase, processGrowth }) => `${percent(processGrowth)} over ${phase}`)
              .join(', ')}`,
          ],
        ]
      : []),
    ...(saves
      ? [
          [
            `Steps saved every ${saves.everySeconds} s, each processor busy with other work as well`,
            saves.steps.toLocaleString('en'),
            `${saves.saves} saves; never more than ${saves.worstGap.toFixed(1)} intervals unsaved; ${saves.missed.length} milestones missed`,
          ],
        ]
      : []),
    ...(kills
      ? [
          [
            'Page’s process killed at a random moment',
            String(kills.kills),
            `${kills.resumed} came back, at most ${kills.stepsLost.most} steps behind (mean ${Math.round(kills.stepsLost.mean)}; saved every ${kills.saveEverySeconds} s); ${kills.problems.length} torn or lost checkpoints`,
          ],
        ]
      : []),
    ...(devices
      ? [
          [
            'GPU device destroyed in mid-step',
            String(devices.losses),
            `${devices.recovered} replaced unattended; ${devices.equalToUnbroken} of ${devices.runs} runs ended with the unbroken run’s weights, bit for bit`,
          ],
        ]
      : []),
  ];
  return [['What', 'Times', 'Result'], ['---', '--:', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(0)} %`;
}
