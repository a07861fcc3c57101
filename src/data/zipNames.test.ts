/** Names in zips that do not say their encoding: they come out as whoever packed them sees them. */
import { expect, it } from 'vitest';
import { zipOfRawNames } from '../../e2e/oddZips';
import { stubPng } from '../../e2e/stubPng';
import { readImages } from './readImages';

/** Folders of one zip by their names in bytes, as Python's codecs write them; the host is the system it was packed on. */
const PACKED: readonly (readonly [encoding: string, host: number, folders: Record<string, string>])[] = [
  ['UTF-8 without its flag', 3, { café: '636166c3a9', niño: '6e69c3b16f' }],
  ['decomposed UTF-8, as Finder writes it', 3, { café: '63616665cc81', niño: '6e696ecc836f' }],
  ['UTF-8 without its flag', 3, { '写真 🐕': 'e58699e79c9f20f09f9095', übung: 'c3bc62756e67' }],
  ['UTF-8 without its flag', 0, { łódź: 'c582c3b364c5ba' }],
  ['CP437', 0, { café: '63616682', niño: '6e69a46f' }],
  ['CP437', 0, { Öl: '996c', grün: '6772816e', Straße: '53747261e165' }],
  ['CP850', 0, { São: '53c66f', pássaro: '70a0737361726f', leão: '6c65c66f' }],
  ['CP852', 0, { zdjęcia: '7a646aa9636961', łódź: '88a264ab' }],
  ['CP866', 0, { кот: 'aaaee2', пёс: 'aff1e1' }],
  ['CP866', 0, { 'Новая папка': '8daea2a0ef20afa0afaaa0' }],
  ['Shift-JIS', 0, { 猫: '944c', 犬: '8ca2' }],
  // The second byte of 表 and of ソ is a backslash.
  ['Shift-JIS', 0, { 表: '955c', ソース: '835c815b8358' }],
  ['Shift-JIS', 3, { 良品: '97c79569', 不良品: '957397c79569' }],
  // 猫 by itself is è in UTF-8, and 图片 is ͼƬ.
  ['GBK', 0, { 猫: 'c3a8', 狗: 'b9b7' }],
  ['GBK', 0, { 图片: 'cdbcc6ac' }],
  ['GBK', 0, { 合格: 'bacfb8f1', 不合格: 'b2bbbacfb8f1' }],
  ['GBK', 0, { '新建文件夹（2）': 'd0c2bda8cec4bcfebcd0a3a832a3a9' }],
  ['Big5', 0, { 貓: 'bfdf', 狗: 'aaaf' }],
  ['Big5', 0, { 新增資料夾: 'b773bc57b8eaaec6a7a8' }],
  ['EUC-KR', 0, { 고양이: 'b0edbee7c0cc', 개: 'b0b3' }],
  ['Windows-1251', 0, { кот: 'eaeef2', пёс: 'efb8f1' }],
  ['Windows-1251', 11, { Кошки: 'caeef8eae8', Собаки: 'd1eee1e0eae8' }],
  ['Windows-1252', 3, { café: '636166e9', niño: '6e69f16f' }],
  ['Windows-1252', 3, { Öl: 'd66c', grün: '6772fc6e' }],
  ['Windows-1250', 3, { kočka: '6b6fe86b61', 'pes žlutý': '706573209e6c7574fd' }],
];

const options = { name: 'set', pixels: 4, decode: () => Promise.resolve(new Uint8Array(48)) };
const zipFile = (bytes: Uint8Array<ArrayBuffer>) => ({
  path: 'set.zip',
  size: bytes.length,
  bytes: () => Promise.resolve(bytes),
});

/** Two pictures in each folder, and one without a folder, so that all folders are labels. */
function packed(folders: Record<string, string>, host: number): Uint8Array<ArrayBuffer> {
  const names = Object.values(folders).flatMap((hex) =>
    ['/0.png', '/1.png'].map((rest) => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(rest)])),
  );
  return zipOfRawNames(
    [...names, Buffer.from('z.png')].map((name) => ({ name, content: stubPng() })),
    host,
  );
}

it.each(PACKED)('%s (host %i): %o', async (_encoding, host, folders) => {
  const set = await readImages([zipFile(packed(folders, host))], options);
  expect(set.labelNames.toSorted()).toEqual(Object.keys(folders).toSorted());
  expect(set.info.labels.map(({ count }) => count)).toEqual(Object.keys(folders).map(() => 2));
  expect(set.info.skipped).toEqual([]);
});

it('takes runs on as they were: images are told by their names as they were read before', async () => {
  const finder = packed({ café: '63616665cc81', niño: '6e696ecc836f' }, 3);
  const set = await readImages([zipFile(finder)], options);
  // Of commit 09ebe9a.
  expect(await set.contentHash()).toBe('5ea118001301a4e2b59fa9ca7e69d51a60717ab6f8b59cfdbef71cb8db0130ad');
});
