import { STILL_PATHS, unpackStill, type StillFigure } from './stillFigure';

/** Fetches the figure that is shipped drawn. Throws where it is not there or cannot be read. */
export async function fetchStill(): Promise<StillFigure> {
  const [numbers, sheet] = await Promise.all([
    read(STILL_PATHS.numbers).then((response) => response.json() as Promise<unknown>),
    read(STILL_PATHS.sheet).then((response) => response.blob()),
  ]);
  const bitmap = await createImageBitmap(sheet, { colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser gave no canvas to draw on.');
  context.drawImage(bitmap, 0, 0);
  return unpackStill(numbers, context.getImageData(0, 0, width, height).data);
}

async function read(path: string): Promise<Response> {
  const response = await fetch(`./${path}`);
  if (!response.ok) throw new Error(`${path} could not be fetched (status ${response.status}).`);
  return response;
}
