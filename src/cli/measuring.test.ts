/** `lab probe`, `knn`, `features` and `figures` as they are used: child processes on a small run. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';

let folder = '';
const at = (name: string): string => path.join(folder, name);

interface Ending {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function lab(...args: string[]): Promise<Ending> {
  return new Promise((resolve) => {
    const all = ['--import', 'tsx', 'src/cli/lab.ts', ...args];
    execFile(process.execPath, all, { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function objects(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Red and blue noise in folders of their own: what any feature can tell apart. */
async function makeImages(root: string): Promise<void> {
  const random = Random.forPurpose(1, 'pictures');
  for (const [name, strong] of [
    ['red', 0],
    ['blue', 2],
  ] as const) {
    await mkdir(path.join(root, name), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const data = Uint8Array.from({ length: 40 * 40 * 3 }, (_, at) =>
        random.integer(at % 3 === strong ? 256 : 120),
      );
      await sharp(data, { raw: { width: 40, height: 40, channels: 3 } })
        .png()
        .toFile(path.join(root, name, `${i}.png`));
    }
  }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  await makeImages(at('data'));
  const budget = ['--size', 'tiny', '--ae-steps', '2', '--gan-steps', '2', '--batch', '4'];
  const { code, stderr } = await lab('train', '--data', at('data'), '--out', at('run'), ...budget);
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => rm(folder, { recursive: true }));

const onData = (): string[] => ['--run', at('run'), '--data', at('data'), '--json'];

describe('probe', () => {
  test('one row for each network, layer, share and split, each with its protocol and its optimum', async () => {
    const { code, stdout, stderr } = await lab(
      ...['probe', ...onData(), '--layers', 'conv1,conv5', '--seeds', '2', '--shares', '0.2,1'],
    );
    expect(stderr).toContain('24 from “data” with 2 labels');
    expect(code).toBe(0);
    const rows = objects(stdout).filter(({ type }) => type === 'probe');
    expect(rows).toHaveLength((2 + 2 + 1 + 1) * 2 * 2);
    expect([...new Set(rows.map(({ network }) => network))]).toEqual([
      ...['trained', 'random', 'autoencoder', 'pixels'],
    ]);
    for (const { score } of rows) {
      expect(score).toMatchObject({ fit: { converged: true }, validation: { count: 6 } });
      expect(String((score as { protocol: string }).protocol)).toMatch(/split by seed [12], 75 %/);
    }
    const pixels = rows.filter(({ network, share }) => network === 'pixels' && share === 1);
    for (const { score } of pixels) expect(score).toMatchObject({ validation: { accuracy: 1 } });
    expect(objects(stdout).filter(({ type }) => type === 'majority')).toMatchObject([
      { accuracy: 0.5 },
      { accuracy: 0.5 },
    ]);
  });

  test('attributes from a table, by average precision', async () => {
    const lines = ['red', 'blue'].flatMap((name) =>
      Array.from({ length: 12 }, (_, i) => `${name}/${i}.png,${name === 'red' ? 1 : 0},${i % 2}`),
    );
    await writeFile(at('attributes.csv'), ['path,is red,is odd', ...lines].join('\n'));
    const { stdout } = await lab(
      ...['probe', ...onData(), '--layers', 'conv1', '--baseline', 'none'],
      ...['--attributes', at('attributes.csv')],
    );
    expect(objects(stdout)).toMatchObject([
      { network: 'trained', layer: 'conv1', attributes: [{ name: 'is red', averagePrecision: 1 }, {}] },
    ]);
  });

  test('attributes that match half of the images: both halves are told', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `red/${i}.png,${i % 2}\r\ngreen/${i}.png,1`);
    await writeFile(at('half.csv'), Buffer.from(`\uFEFFpath,odd\r\n${rows.join('\r\n')}`, 'utf16le'));
    const { code, stdout, stderr } = await lab(
      ...['probe', ...onData(), '--layers', 'conv1', '--baseline', 'none', '--attributes', at('half.csv')],
    );
    expect(code).toBe(0);
    expect(stderr).toContain(
      'Split by seed 1, 75 % of each label for training: 9 to learn from, 3 to judge.',
    );
    expect(stderr).toContain('12 rows match no image: “green/0.png”, “green/1.png”, “green/2.png”, ….');
    expect(stderr).toContain('12 images left out, without a row: “data/blue/0.png”');
    expect(stdout).not.toContain('NaN');
  });

  test('one described image is too few to judge', async () => {
    await writeFile(at('one.csv'), 'path,odd\nred/1.png,1\n');
    const { code, stdout, stderr } = await lab('probe', ...onData(), '--attributes', at('one.csv'));
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^lab: No attribute has both a yes and a no/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('words for a person: each number with its interval, the protocol once', async () => {
    const args = [
      '--run',
      at('run'),
      '--data',
      at('data'),
      '--layers',
      'conv1,conv2',
      '--baseline',
      'pixels',
    ];
    const { stdout } = await lab('probe', ...args);
    expect(stdout).toMatch(/^Trained: after 2 steps of damage & repair, on the images measured on\.\n/);
    expect(stdout).toMatch(/\nmajority +50\.0 % \[/);
    expect(stdout).toMatch(/\npixels +pixels +100\.0 % \[61\.0, 100\.0\]/); // Wilson, 6 of 6
    expect(stdout).toMatch(/\n {2}pixels 32×32×3 = 3072 values\n/);
    expect(stdout.match(/batch normalisation without affine/g)).toHaveLength(1);
    expect(stdout.match(/18 training and 6 validation images/g)).toHaveLength(1);
  });

  test('fine-tuned beside frozen, and the hidden layers of Table 1', async () => {
    const args = ['--layers', 'conv2', '--baseline', 'pixels', '--fine-tune', '--epochs', '8'];
    const rows = objects((await lab('probe', ...onData(), ...args, '--head', 'mlp')).stdout);
    expect(rows.map(({ type, network, fineTuned }) => [type, network, fineTuned])).toEqual([
      ['probe', 'trained', false],
      ['probe', 'trained', true],
      ['probe', 'pixels', false],
      ['majority', undefined, undefined],
    ]);
    // 18 training images in batches of 4.
    for (const { score } of rows.slice(0, 3)) {
      expect(score).toMatchObject({ fit: null, descent: { epochs: 8, steps: 8 * 5 } });
      expect((score as { protocol: string }).protocol).toContain('two hidden layers of 512 units');
    }
    expect(rows[1]).toMatchObject({ head: 'mlp', score: { validation: { accuracy: 1 } } });
  });

  test('what labels would give, with its steps; and that trained and random are normalised alike', async () => {
    const args = ['--layers', 'conv5', '--baseline', 'random', '--supervised', '--epochs', '8'];
    const rows = objects((await lab('probe', ...onData(), ...args)).stdout);
    expect(rows.map(({ network, layer, protocolVersion }) => [network, layer, protocolVersion])).toEqual([
      ['trained', 'conv5', 2],
      ['random', 'conv5', 2],
      ['supervised', 'head', 2],
      ['supervised', 'conv5', 2],
      [undefined, undefined, undefined], // the majority
    ]);
    const protocols = rows.slice(0, 4).map(({ score }) => (score as { protocol: string }).protocol);
    for (const i of [0, 1, 3]) {
      expect(protocols[i]).toMatch(
        /batch normalisation by its statistics over the 24 training and validation images together\b.* alike/,
      );
    }
    expect(protocols[2]).toMatch(
      /from scratch with the labels of the 18 training images: .* 40 steps \(8 epochs\)/,
    );
    expect(rows[2]).toMatchObject({ score: { validation: { accuracy: 1 } } });

    const refused = await lab('probe', ...onData(), '--supervised', '--attributes', at('attributes.csv'));
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--supervised learns classes');
  });

  test('before its first step of damage & repair a run is called untrained', async () => {
    await cp(at('run'), at('begun'), { recursive: true });
    await rm(at('begun/checkpoint/repair-000002.safetensors'));
    const args = ['--run', at('begun'), '--data', at('data'), '--layers', 'conv1', '--baseline', 'none'];
    expect((await lab('knn', ...args)).stdout).toMatch(/^Untrained: .*\nuntrained +conv1 /);
    expect(objects((await lab('probe', ...args, '--json')).stdout)[0]).toMatchObject({
      network: 'untrained',
    });
  });

  test('other images than those trained on: transfer', async () => {
    await cp(at('data'), at('others'), { recursive: true });
    await rm(at('others/red/0.png'));
    const args = ['--run', at('run'), '--data', at('others'), '--layers', 'conv1', '--baseline', 'none'];
    expect((await lab('probe', ...args)).stdout).toContain('on other images (“data”) than measured on.');
  });

  test('given folders divide the images, and are no part of the labels', async () => {
    for (const part of ['train', 'test']) await cp(at('data'), at(`divided/${part}`), { recursive: true });
    const args = ['--run', at('run'), '--data', at('divided'), '--layers', 'conv1', '--baseline', 'pixels'];
    const { stdout } = await lab('probe', ...args, '--seeds', '3');
    expect(stdout).toContain('24 training and 24 test images, split by the folders');
    // Each image has its own copy in the other folder as its nearest, under the same label.
    expect((await lab('knn', ...args, '-k', '1')).stdout).toMatch(/pixels +pixels +100\.0 %/);
  });
});

describe('folders as people name them', () => {
  const onlyPixels = ['--run', '', '--layers', 'conv1', '--baseline', 'pixels'];
  const measured = (command: 'probe' | 'knn', data: string, ...args: string[]): Promise<Ending> =>
    lab(command, ...onlyPixels.map((arg) => (arg === '' ? at('run') : arg)), '--data', at(data), ...args);

  test('Training and Testing, labels in two cases, a flat val/: no test image is learnt from', async () => {
    await cp(at('data'), at('mri/Training'), { recursive: true });
    await cp(at('data/red'), at('mri/Testing/Red'), { recursive: true });
    await cp(at('data/blue'), at('mri/Testing/Blue'), { recursive: true });
    await cp(at('data/blue'), at('mri/val/images'), { recursive: true });
    const how = 'by the folders Training and Testing';
    const out = 'val/ has no labels and is left out (12 images)';
    const probed = await measured('probe', 'mri');
    expect(probed.stderr).toContain(`Split ${how}: 24 to learn from, 24 to judge; 2 classes; ${out}.\n`);
    expect(probed.stdout).toContain(`24 training and 24 test images, split ${how}; ${out};`);
    expect(probed.stdout).toMatch(/\nmajority +50\.0 % /);
    expect(probed.stdout).toMatch(/\npixels +pixels +100\.0 %/);
    const found = await measured('knn', 'mri', '-k', '1');
    expect(found.stderr).toContain(`Split ${how}: 24 to look among, 24 to judge; 2 classes; ${out}.\n`);
    expect(found.stdout).toMatch(/\npixels +pixels +100\.0 %/);
    expect([probed.code, found.code]).toEqual([0, 0]);

    await lab('features', ...onData().slice(0, 2), '--data', at('mri'), '--out', at('mri.npy'));
    const sidecar = JSON.parse(await readFile(at('mri.json'), 'utf8')) as Record<string, unknown[]>;
    expect(sidecar['labelNames']).toEqual(['blue', 'red']);
    expect(sidecar['labels']!.filter((label) => label === -1)).toHaveLength(12);
    expect(sidecar['folders']!.filter((name) => name === 'Testing')).toHaveLength(24);
  });

  test('what no number can be had from ends with 1 and one sentence, and prints none', async () => {
    const put = (from: string, to: string): Promise<void> =>
      cp(at(`data/${from}`), at(to), { recursive: true });
    await Promise.all([
      ...[put('red', 'flat/train'), put('blue', 'flat/test')],
      ...[put('red', 'one/train/cat'), put('blue', 'one/test/cat')],
      ...[put('red/1.png', 'each/a/1.png'), put('blue/1.png', 'each/b/1.png')],
      ...[put('red', 'missing/train/a'), put('blue', 'missing/train/b')],
      ...[put('red', 'missing/test/a'), put('blue', 'missing/test/c')],
    ]);
    for (const [name, sentence] of [
      ['flat', /^lab: “flat” has no labels, as folders such as train\/ and test\/ are none: /],
      ['one', /^lab: “one” has one label \(“cat”\): /],
      ['each', /^lab: “each” has one image of each class, and none to judge by: /],
      ['missing', /^lab: “missing”, .* of one class only \(“a”\), .*“c” is in test\/ only, was not learnt/],
    ] as const) {
      for (const command of ['probe', 'knn'] as const) {
        const { code, stdout, stderr } = await measured(command, name);
        expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
        expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      }
    }
  });
});

test('knn, leave-one-out on all images', async () => {
  const { stdout } = await lab('knn', ...onData(), '-k', '3', '--layers', 'conv2', '--baseline', 'pixels');
  expect(objects(stdout)).toMatchObject([
    { network: 'trained', layer: 'conv2', k: 3, score: { count: 24 } },
    { network: 'pixels', layer: 'pixels', k: 3, score: { count: 24 } },
  ]);
});

test('features: float32 in NumPy’s format, with the order of the images beside it', async () => {
  const { stdout } = await lab('features', ...onData(), '--layer', 'conv5', '--out', at('conv5.npy'));
  expect(objects(stdout)).toMatchObject([{ type: 'features', shape: [24, 2 * 2 * 32], layer: 'conv5' }]);
  const file = await readFile(at('conv5.npy'));
  expect(file.length).toBe(128 + 24 * 128 * 4);
  const sidecar = JSON.parse(await readFile(at('conv5.json'), 'utf8')) as Record<string, unknown>;
  expect(sidecar).toMatchObject({ shape: [24, 128], map: [2, 2, 32], labelNames: ['blue', 'red'] });
  const images = sidecar['images'] as string[];
  expect([images[0], images[13], images.length]).toEqual(['data/blue/0.png', 'data/red/1.png', 24]);
});

test('figures 3 and 6 to 9 as PNG, each with its facts', async () => {
  const { code, stdout } = await lab('figures', ...onData(), '--out', at('figures'));
  expect(code).toBe(0);
  const told = objects(stdout);
  expect(told.map(({ figure }) => figure)).toEqual([3, 6, 7, 7, 7, 7, 7, 7, 8, 9]);
  for (const { file } of told) {
    const { format, width, height } = await sharp(file as string).metadata();
    expect(format).toBe('png');
    expect(Math.min(width, height)).toBeGreaterThan(10);
  }
  expect(told.find(({ figure }) => figure === 8)).toMatchObject({
    queries: expect.arrayContaining([
      { path: expect.stringContaining('data/') as string, neighbours: expect.any(Array) as unknown[] },
    ]) as unknown[],
  });
  const scores = told.at(-1)!['scores'] as Record<'autoencoded' | 'repaired', number>[];
  expect(scores).toHaveLength(8);
  for (const { autoencoded, repaired } of scores) {
    for (const score of [autoencoded, repaired]) expect(score).toBeGreaterThan(0);
    for (const score of [autoencoded, repaired]) expect(score).toBeLessThan(1);
  }
});

describe('what is wrong is told in one sentence', () => {
  test.each([
    ['a share above 1', ['probe', '--shares', '2'], 2, /above 0 and at most 1/],
    ['half a seed', ['probe', '--seeds', '0.5'], 2, /whole number from 1 to 100/],
    ['no epochs', ['probe', '--epochs', '0'], 2, /whole number from 1 to 10000/],
    ['a head for attributes', ['probe', '--attributes', 'a.csv', '--fine-tune'], 2, /linear probes only/],
    ['no neighbours', ['knn', '-k', '0'], 2, /whole number from 1 to 1000/],
  ])('%s', async (_, args, expected, sentence) => {
    const { code, stdout, stderr } = await lab(...args, '--run', 'nowhere', '--data', 'nowhere');
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });

  test.each([
    ['probe', ['--layers', 'conv9'], /--layers cannot be “conv9”: choose from conv1, conv2/],
    ['knn', ['--baseline', 'imagenet'], /choose from random, autoencoder, pixels/],
    ['features', ['--layer', 'conv', '--out', 'x.npy'], /choose from conv1, .*, conv5, encoder, pixels/],
  ] as const)('%s %j: what the run’s method does not have', async (command, args, sentence) => {
    const { code, stdout, stderr } = await lab(command, ...onData(), ...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test.each([
    [
      'a θ of 2',
      'render',
      ['--theta', '2', '--out', 'x.png'],
      2,
      'theta must be between 0 and 0.95; you gave 2.',
    ],
    [
      'a θ in words',
      'render',
      ['--theta', 'half', '--out', 'x.png'],
      2,
      'theta must be between 0 and 0.95; you gave “half”.',
    ],
    [
      'weights that are not there',
      'knn',
      ['--weights', 'gone'],
      1,
      'There is nothing at “gone”: check the path.',
    ],
    [
      'attributes that are not there',
      'probe',
      ['--attributes', 'gone'],
      1,
      'There is nothing at “gone”: check the path.',
    ],
    [
      'a file in a folder’s place',
      'render',
      ['--images', '1', '--out', '/dev/null/x.png'],
      1,
      '“/dev/null/x.png” cannot be written, as one of its folders is a file: choose another place.',
    ],
  ])('%s', async (_, command, args, expected, sentence) => {
    const { code, stderr } = await lab(command, ...onData().filter((arg) => arg !== '--json'), ...args);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(`lab: ${sentence}`);
    expect(code).toBe(expected);
  });

  test('a damaged checkpoint, for which the one before stands in', async () => {
    await cp(at('run'), at('damaged'), { recursive: true });
    const newest = at('damaged/checkpoint/repair-000002.safetensors');
    const bytes = await readFile(newest);
    bytes[bytes.length - 9]! ^= 1;
    await writeFile(newest, bytes);
    const { code, stdout, stderr } = await lab(
      ...['probe', '--run', at('damaged'), '--data', at('data'), '--layers', 'conv1', '--baseline', 'none'],
    );
    expect(stderr).toMatch(/^The checkpoint repair-000002 is damaged, so autoencoder-\d+ takes its place: /);
    expect(stdout).toContain('steps of the autoencoder');
    expect(code).toBe(0);
  });

  test('images without labels', async () => {
    const args = ['--run', at('run'), '--data', path.join(at('data'), 'red')];
    for (const command of ['probe', 'knn']) {
      const { code, stderr } = await lab(command, ...args);
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^lab: “red” has no labels: put the images/);
      expect(code).toBe(1);
    }
  });
});

describe('lab game', () => {
  test('measures a run beside a C that has learnt nothing and an oracle, for a person and as JSON', async () => {
    const given = ['game', '--run', at('run'), '--data', at('data')];
    const told = await lab(...given, '--theta', '0.5');
    expect([told.code, told.stdout]).toEqual([0, expect.stringMatching(/^Copies: PSNR \d+\.\d \[.+\] dB$/m)]);
    expect(told.stdout).toMatch(/^damaged +class AUC +0\.\d{3} \[.+\] +0\.\d{3} \[.+\]$/m);
    expect(told.stdout).toMatch(/^ +mask AUC +(\d\.\d{3} \[.+\] *){3}$/m);
    const { code, stdout } = await lab(...given, '--json');
    expect([code, objects(stdout)]).toMatchObject([
      0,
      [{ type: 'game', images: 24, theta: 0.7, fakes: [{ kind: 'repaired' }, { kind: 'damaged' }] }],
    ]);
    const wrong = await lab(...given, '--theta', '7');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('between 0 and 0.95')]);
  });

  test('judges by the images that the run holds out, wherever they lie by now, and by all where asked to', async () => {
    const budget = ['--size', 'tiny', '--ae-steps', '2', '--gan-steps', '2', '--batch', '4'];
    const out = ['--out', at('held out'), '--set', 'heldOut=0.25'];
    const trained = await lab('train', '--data', at('data'), ...out, ...budget);
    expect([trained.code, trained.stderr]).toEqual([
      0,
      expect.stringMatching(/^Autoencoder, after step 2: PSNR of copies, held out \d+\.\d+\.$/m),
    ]);
    expect(trained.stderr).toMatch(
      /^Damage & repair, after step 2: Class AUC, held out 0?\.?\d+.*Mask AUC, held/m,
    );

    // The same images in another order.
    await mkdir(at('renamed'));
    const files = ['red', 'blue'].flatMap((name) => Array.from({ length: 12 }, (_, i) => `${name}/${i}.png`));
    for (const [i, file] of files.entries())
      await cp(path.join(at('data'), file), path.join(at('renamed'), `${100 - i}.png`));
    const game = async (data: string, ...more: string[]) => {
      const given = ['--run', at('held out'), '--data', data, ...more];
      const { code, stdout } = await lab('game', ...given, '--json');
      expect(code).toBe(0);
      return objects(stdout)[0]!;
    };
    const judged = await game(at('data'));
    expect(judged).toMatchObject({ images: 6, judged: 'held out' });
    expect(await game(at('renamed'))).toEqual({ ...judged, data: 'renamed' });
    expect(await game(at('data'), '--all')).toMatchObject({ images: 24, judged: 'all' });
    expect(await game(path.join(at('data'), 'red'))).toMatchObject({ images: 12, judged: 'all' });
    const { stdout } = await lab('game', '--run', at('held out'), '--data', at('data'));
    expect(stdout).toContain(', on the images measured on but for 6 held out.');
    expect(stdout).toContain('  6 images that the run holds out of its 24, never trained on (--all for all)');
  });

  test('“shipped” names the networks that come with the page, for all that measures', async () => {
    const given = ['--run', 'shipped', '--data', at('data'), '--layers', 'conv1', '--baseline', 'none'];
    const { code, stdout } = await lab('knn', ...given, '--json');
    expect([code, objects(stdout)]).toMatchObject([0, [{ type: 'knn', network: 'trained', layer: 'conv1' }]]);
  });
});
