/**
 * A day's use in short, with figures for the reliability table:
 *
 *   npm run soak                      10,000 steps of both phases, with their series drawn
 *   npm run soak -- --saves 3000      so many steps on a busy machine: how much is ever unsaved?
 *   npm run soak -- --short           a few hundred steps of both: part of npm test
 *   npm run soak -- --devices 25      GPU devices lost in mid-step, on Chromium's software adapter
 *   npm run soak -- --kills 100       the page's process killed, on the page as built (npm run build)
 *   npm run soak -- --table           the kept results as the table in docs/numbers.md
 *
 * Exits 1 where something was lost that should not be.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { soakDevices } from './soak/devices';
import { soakKills } from './soak/kills';
import { soakSaves } from './soak/saves';
import { soakSteps } from './soak/steps';
import { readReliability, reliabilityTable, updateReliability } from './soak/results';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    steps: { type: 'string' },
    devices: { type: 'string' },
    saves: { type: 'string' },
    kills: { type: 'string' },
    table: { type: 'boolean' },
  },
});

const SAVED_EVERY_SECONDS = 5;
const SHORT_SAVES = { steps: { autoencoder: 60, repair: 12 }, seconds: 1 } as const;

function halves(steps: number) {
  return { autoencoder: steps / 2, repair: steps / 2 };
}

async function main(): Promise<boolean> {
  if (values.table) {
    process.stdout.write(`${reliabilityTable(await readReliability())}\n`);
    return true;
  }
  if (values.kills !== undefined) return updateReliability('kills', await soakKills(Number(values.kills)));
  if (values.devices !== undefined)
    return updateReliability('devices', await soakDevices(Number(values.devices)));
  if (values.saves !== undefined)
    return updateReliability('saves', await soakSaves(halves(Number(values.saves)), SAVED_EVERY_SECONDS));
  const steps = Number(values.steps ?? (values.short ? 400 : 10_000));
  const { series, drawing, ...result } = await soakSteps(steps);
  if (values.short) {
    const saves = await soakSaves(SHORT_SAVES.steps, SHORT_SAVES.seconds);
    process.stdout.write(`${JSON.stringify({ ...result, saves })}\n`);
    return result.passed && saves.passed;
  }
  await mkdir('docs', { recursive: true });
  await writeFile('bench/results/soak.json', `${JSON.stringify({ ...result, series })}\n`);
  await writeFile('docs/soak.svg', drawing);
  return updateReliability('steps', result);
}

process.exit((await main()) ? 0 : 1);
