import type { Picture } from '../worker/protocol';
import { saveFile } from './saveFile';

/** What can be drawn, from the upper left corner on, and the room that it takes, in pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly draw: (context: CanvasRenderingContext2D) => void;
}

/** A white canvas to draw on in black, without smoothing. Throws where the browser gives none. */
export function newSheet(
  width: number,
  height: number,
): { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gave no canvas to draw on.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#111';
  context.imageSmoothingEnabled = false;
  return { canvas, context };
}

/** Draws a picture as wide and as high as wished. */
export function drawPicture(
  context: CanvasRenderingContext2D,
  { width, height, rgba }: Picture,
  at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const own = new OffscreenCanvas(width, height);
  own.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  context.drawImage(own, at.x, at.y, at.width, at.height);
}

/** Saves a drawing as PNG. Throws where the browser cannot. */
export function saveDrawing({ width, height, draw }: Drawing, name: string): Promise<void> {
  const { canvas, context } = newSheet(width, height);
  draw(context);
  return saveCanvas(canvas, name);
}

/** Saves a canvas as PNG. Throws where the browser cannot write it. */
export async function saveCanvas(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The browser could not write the picture as PNG.');
  saveFile(new Uint8Array(await blob.arrayBuffer()), name, 'image/png');
}
