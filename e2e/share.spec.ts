/** A link that opens what is seen. */
import { expect, expectState, test } from './lab';

test('Share copies a link that opens the same sample and settings, from the keyboard too', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/?backend=wasm#size=tiny&theta=0.25');
  await page.getByTestId('share').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Link copied. It opens these settings.')).toBeVisible();
  // A confirmation, not a warning: it leaves by itself.
  await expect(page.getByTestId('notice')).toHaveCount(0);
  await expect(page.getByTestId('done')).toHaveCount(1);
  await expect(page.getByTestId('done')).toHaveCount(0, { timeout: 30_000 });
  await page.goto('/?sample=1&backend=wasm#size=tiny&theta=0.25');
  await expectState(page, 'ready');
  await page.getByTestId('share').click();
  await expect(page.getByText('It opens these settings with the sample set.')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await page.goto('about:blank');
  await page.goto(link);
  await expectState(page, 'ready');
  await expect(page.getByTestId('theta-value')).toHaveText('0.25');
});
