/** A real folder, with what real folders hold. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipSync } from 'fflate';
import sharp, { type Sharp } from 'sharp';
import { download, expect, expectState, test } from './lab';
import { encryptedZip, zipOfRawNames } from './oddZips';

let folder = '';

/** A photograph-like picture: smooth noise, enlarged. */
function picture(seed: number, width: number, height: number): Sharp {
  const coarse = Uint8Array.from({ length: 4 * 4 * 3 }, (_, i) => (seed * 7919 + i * i * 31) % 256);
  return sharp(coarse, { raw: { width: 4, height: 4, channels: 3 } }).resize(width, height, { fit: 'fill' });
}

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-folder-'));
  const at = (...names: string[]): string => path.join(folder, 'pets', ...names);
  await mkdir(at('cats'), { recursive: true });
  await mkdir(at('dogs'), { recursive: true });
  for (let i = 0; i < 6; i++) {
    await picture(i, 90 + 10 * i, 80)
      .jpeg()
      .toFile(at('cats', `${i}.jpg`));
    await picture(i + 9, 64, 120)
      .png()
      .toFile(at('dogs', `${i}.png`));
  }
  await picture(3, 70, 70).webp().toFile(at('dogs', 'übung 🐕.webp'));
  await picture(4, 70, 70).gif().toFile(at('dogs', 'still.gif'));
  const whole = await picture(5, 200, 200).jpeg().toBuffer();
  await writeFile(at('cats', 'broken.jpg'), whole.subarray(0, whole.length / 2));
  await writeFile(at('cats', 'notes.txt'), 'not a picture');
  await writeFile(at('empty.png'), '');
  await picture(6, 8, 8).png().toFile(at('dogs', 'dot.png'));
});
test.afterAll(() => rm(folder, { recursive: true }));

test('a folder: what is usable is taken, the rest is named with its reason', async ({ page }) => {
  await page.goto('/?backend=wasm#size=tiny&batchSize=4');
  await page.getByTestId('folder-input').setInputFiles(path.join(folder, 'pets'));
  const report = page.getByTestId('image-report');
  await expect(report).toContainText('14 images');
  await expect(report).toContainText('4 skipped');
  await report.locator('details').last().locator('summary').click();
  const skipped = page.getByTestId('skipped-list');
  const reasons = {
    'broken.jpg': 'truncated',
    'notes.txt': 'not an image',
    'empty.png': 'empty',
    'dot.png': 'too small',
  };
  for (const [name, reason] of Object.entries(reasons)) {
    await expect(skipped.getByRole('listitem').filter({ hasText: name })).toContainText(reason);
  }
  await expect(report).toContainText('cats');
  await expect(report).toContainText('dogs');
  await expect(page.getByTestId('figure-row')).toHaveCount(4);
  await page.getByTestId('run-step').click();
  await expect(page.getByTestId('run-step-count')).toHaveAttribute('data-step', '1');
});

test('hundreds of files go to the worker in small messages, and none is missing', async ({ page }) => {
  const many = path.join(folder, 'many');
  await mkdir(many);
  const bytes = await picture(1, 40, 40).png().toBuffer();
  const COUNT = 320;
  for (let i = 0; i < COUNT; i++) await writeFile(path.join(many, `${i}.png`), bytes);
  await page.addInitScript(() => {
    const sent = { most: 0 };
    Object.assign(window, { sent });
    const post = Reflect.get(Worker.prototype, 'postMessage') as (...given: unknown[]) => void;
    Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
      let files = 0;
      JSON.stringify(given[0], (_, value: unknown) => (value instanceof File && files++, value));
      sent.most = Math.max(sent.most, files);
      post.apply(this, given);
    };
  });
  await page.goto('/?backend=wasm#size=tiny&batchSize=4');
  await page.getByTestId('folder-input').setInputFiles(many);
  await expect(page.getByTestId('image-report')).toContainText(`${COUNT} images from many`, {
    timeout: 60_000,
  });
  const most = await page.evaluate(() => (window as unknown as { sent: { most: number } }).sent.most);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(COUNT / 4);
});

test('files of no use: one sentence, and the images before stay', async ({ page }) => {
  await page.goto('/?backend=wasm#size=tiny');
  const pictures = [1, 2, 3].map((i) => path.join(folder, 'pets', 'cats', `${i}.jpg`));
  await page.getByTestId('files-input').setInputFiles(pictures);
  await expect(page.getByTestId('image-report')).toContainText('3 images');
  await page.getByTestId('files-input').setInputFiles(path.join(folder, 'pets', 'cats', 'notes.txt'));
  await expect(page.getByTestId('failure')).toContainText(/cannot be used/);
  const two = ['cats/broken.jpg', 'dogs/dot.png'].map((name) => path.join(folder, 'pets', name));
  await page.getByTestId('files-input').setInputFiles(two);
  await expect(page.getByTestId('failure')).toContainText(
    /can be used: broken\.jpg: it is cut off; dot\.png: it is too small\./,
  );
  await expect(page.getByTestId('image-report')).toContainText('3 images');
  await expectState(page, 'ready');
});

test('a zip dropped anywhere on the page', async ({ page }) => {
  const images = await Promise.all(
    [1, 2, 3, 4, 5].map(async (i) => [`set/${i}.png`, await picture(i, 60, 60).png().toBuffer()] as const),
  );
  const escape = ['../../evil.png', await readFile(path.join(folder, 'pets', 'dogs', '0.png'))] as const;
  const zip = Buffer.from(zipSync(Object.fromEntries([...images, escape]), { level: 0 })).toString('base64');
  await page.goto('/?backend=wasm#size=tiny');
  const transfer = await page.evaluateHandle((content) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], 'set.zip'));
    return data;
  }, zip);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await expect(page.getByTestId('drop-overlay')).toBeVisible();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  const report = page.getByTestId('image-report');
  await expect(report).toContainText('5 images');
  await expect(page.getByTestId('drop-overlay')).toBeHidden();
  await report.locator('details').last().locator('summary').click();
  await expect(page.getByTestId('skipped-list')).toContainText('evil.png unreadable');
});

test('a hidden folder that was chosen is read, and what is hidden in it is counted', async ({ page }) => {
  const chosen = path.join(folder, '.pictures');
  await mkdir(path.join(chosen, '.git'), { recursive: true });
  for (const name of ['1.png', '2.png', '.3.png', '.git/4.png', '.DS_Store'])
    await picture(1, 40, 40).png().toFile(path.join(chosen, name));
  await page.goto('/?backend=wasm#size=tiny');
  await page.getByTestId('folder-input').setInputFiles(chosen);
  const report = page.getByTestId('image-report');
  await expect(report).toContainText('2 images from .pictures, 2 skipped (2 hidden files)');
  await report.locator('details').last().locator('summary').click();
  await expect(page.getByTestId('skipped-list')).toContainText('.pictures/.git/4.png hidden');
});

test('zips: names in old encodings are read, encryption and unread formats are named', async ({ page }) => {
  const content = await picture(1, 40, 40).png().toBuffer();
  const upload = (name: string, buffer: Uint8Array) => ({ name, mimeType: '', buffer: Buffer.from(buffer) });
  const gbk = ['c3a8', 'b9b7'].map((cat) => ({ name: Buffer.from(`${cat}2f30`, 'hex'), content }));
  const secret = { content, encrypted: true };
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
  await page.goto('/?backend=wasm#size=tiny');
  const input = page.getByTestId('files-input');
  await input.setInputFiles(upload('gbk.zip', zipOfRawNames(gbk)));
  const report = page.getByTestId('image-report');
  await expect(report).toContainText('2 images from gbk.zip');
  await report.locator('details').first().locator('summary').click();
  await expect(report).toContainText(/狗.*猫/);
  await input.setInputFiles(upload('secret.zip', await encryptedZip({ a: secret, b: secret }, 'AES')));
  await expect(page.getByTestId('failure')).toContainText(
    'It is encrypted: unpack the zip with its password',
  );
  await input.setInputFiles(['a.heic', 'b.heic'].map((name) => upload(name, heic)));
  await expect(page.getByTestId('failure')).toContainText(
    'HEIC files are not read: convert it to PNG or JPEG.',
  );
});

test('all that was skipped can be seen and saved, and names cannot turn the text around', async ({
  page,
}) => {
  const many = path.join(folder, 'texts');
  await mkdir(many);
  await picture(1, 40, 40).png().toFile(path.join(many, '1.png'));
  for (let i = 0; i < 210; i++) await writeFile(path.join(many, `${i}.txt`), 'no picture');
  await writeFile(path.join(many, 'cat\u202egnp.txt'), 'no picture');
  await page.goto('/?backend=wasm#size=tiny');
  await page.getByTestId('folder-input').setInputFiles(many);
  await page.getByTestId('image-report').locator('details').last().locator('summary').click();
  const listed = page.getByTestId('skipped-list').getByRole('listitem');
  await expect(listed).toHaveCount(201);
  await page.getByRole('button', { name: 'Show 11 more' }).click();
  await expect(listed).toHaveCount(211);
  await expect(listed.last()).toContainText('texts/cat\\u202egnp.txt not an image');
  const csv = (await download(page, 'save-skipped')).toString('utf8').trimEnd().split('\r\n');
  expect(csv).toHaveLength(212);
  expect(csv[1]).toMatch(/^texts\/0\.txt,not an image,"Its content/);
});
