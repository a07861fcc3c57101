/**
 * A day's use in short, with figures for the reliability table:
 *
 *   npm run soak                      10,000 steps, and 25 lost devices where Chromium's software adapter is
 *   npm run soak -- --short           a few hundred steps and no device: does it leak?
 *   npm run soak -- --devices 25      lost devices only
 *   npm run soak -- --kills 100       renderer kills only, on the page as built (npm run build)
 *
 * Exits 1 where something was lost that should not be.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { soakDevices } from './soak/devices';
import { soakKills } from './soak/kills';
import { soakSteps } from './soak/steps';
import { updateReliability } from './soak/results';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    steps: { type: 'string' },
    devices: { type: 'string' },
    kills: { type: 'string' },
  },
});

async function main(): Promise<boolean> {
  if (values.kills !== undefined) return updateReliability('kills', await soakKills(Number(values.kills)));
  if (values.devices !== undefined)
    return updateReliability('devices', await soakDevices(Number(values.devices)));
  const steps = Number(values.steps ?? (values.short ? 400 : 10_000));
  const { series, drawing, ...result } = await soakSteps(steps);
  if (values.short) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return result.passed;
  }
  await mkdir('docs', { recursive: true });
  await writeFile('bench/results/soak.json', `${JSON.stringify({ ...result, series })}\n`);
  await writeFile('docs/soak.svg', drawing);
  return updateReliability('steps', result);
}

process.exit((await main()) ? 0 : 1);
