/** What the page refuses: anything that its Content-Security-Policy does not allow, and odd or hostile images. */
import { expect, expectState, test, watchRequests } from './lab';

for (const backend of ['wasm', 'webgpu']) {
  test(`${backend}: trains under the strict policy, and after loading requests nothing`, async ({ page }) => {
    await page.addInitScript(() =>
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI}`),
      ),
    );
    const requests = watchRequests(page);
    const response = await page.goto(
      `/?sample=1&backend=${backend}#size=tiny&batchSize=4&aeSteps=4&ganSteps=4`,
    );
    const header = (await response!.allHeaders())['content-security-policy'];
    const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    for (const policy of [header, meta]) {
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toMatch(/'unsafe-|\*|https?:/);
    }
    await expect(page.getByTestId('backend')).toHaveAttribute('data-name', backend, { timeout: 60_000 });
    await expectState(page, 'ready');
    await expect(page.getByTestId('figure-row')).toHaveCount(4, { timeout: 90_000 });
    await page.waitForLoadState('networkidle');
    // The workers' requests are seen too: else none at all after this would mean nothing.
    expect(requests.splice(0).join()).toMatch(/lab\.worker.*fluentEmoji\.zip/);
    await page.getByTestId('run-toggle').click();
    await expectState(page, 'finished');
    await page.waitForLoadState('networkidle');
    expect(requests).toEqual([]);
  });
}

test('a backend that does not exist is told, and another taken', async ({ page }) => {
  await page.goto('/?backend=foo#size=tiny');
  await expect(page.getByTestId('failure')).toContainText('“foo” is no backend');
  await expect(page.getByTestId('backend')).toHaveAttribute('data-name', /webgpu|wasm/, { timeout: 60_000 });
});
