/** Finds a Chromium for the browser tests, and installs one where there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** CHROME_PATH, then the system’s, then Playwright’s own: a command or path that runs, or null. */
export function findChromium(): string | null {
  const wanted = process.env['CHROME_PATH'];
  if (wanted) {
    if (runs(wanted)) return wanted;
    throw new Error(`CHROME_PATH is “${wanted}”, which does not run: correct or unset it.`);
  }
  const onPath = NAMES.flatMap((name) => which(name) ?? []).find(runs);
  if (onPath) return onPath;
  const own = chromium.executablePath();
  return existsSync(own) && runs(own) ? own : null;
}

/** Installs Debian’s package as root there, else Playwright’s. Throws a line that says what to do if that fails. */
export function installChromium(): string {
  for (const command of installCommands()) {
    process.stderr.write(`There is no Chromium: ${command}\n`);
    spawnSync(command, { shell: true, stdio: ['ignore', 2, 2] });
    const found = findChromium();
    if (found) return found;
  }
  throw new Error('No Chromium could be installed: install one and set CHROME_PATH to it.');
}

function installCommands(): string[] {
  if (!isRoot()) return ['npx playwright install chromium'];
  const withLibraries = 'npx playwright install --with-deps chromium';
  return isDebian() ? ['apt-get update && apt-get install -y chromium', withLibraries] : [withLibraries];
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Debian itself: Ubuntu’s package of that name is a stub for snap. */
function isDebian(): boolean {
  const release = '/etc/os-release';
  return existsSync(release) && /^ID=debian$/m.test(readFileSync(release, 'utf8'));
}

/** A stub that only tells how to install something is no browser. */
function runs(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function which(name: string): string | null {
  const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
  return (found.status === 0 && found.stdout.split('\n')[0]?.trim()) || null;
}
