import { defineConfig, devices } from '@playwright/test';
import { findChromium, isRoot } from './scripts/chromium';

/** A port of its own, so that a page being served by hand is not what gets tested. */
const PORT = Number(process.env['E2E_PORT'] ?? 4179);

// Found once: workers read this file again and inherit the environment.
const executablePath = (process.env['CHROME_PATH'] ??= findChromium() ?? '');

/** WebGPU on the processor, where there is no GPU. */
const SOFTWARE_WEBGPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

export default defineConfig({
  testDir: 'e2e',
  timeout: 180_000,
  // A page decodes and draws on the processor here, beside whatever else the machine does.
  expect: { timeout: 20_000 },
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${PORT}`,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: [
        ...SOFTWARE_WEBGPU,
        '--disable-background-networking',
        // Chromium’s sandbox refuses to run as root.
        ...(isRoot() ? ['--no-sandbox'] : []),
      ],
    },
  },
  // Serves the build that is there: `npm test` has just made it, by hand `npm run build` does.
  webServer: {
    command: `npx vite preview --port ${PORT} --outDir ${process.env['E2E_DIST'] ?? 'dist'}`,
    url: `http://localhost:${PORT}`,
    reuseExistingServer: false,
  },
});
