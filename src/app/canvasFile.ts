import { saveFile } from './saveFile';

/** Saves a canvas as PNG. Throws where the browser cannot write it. */
export async function saveCanvas(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The browser could not write the picture as PNG.');
  saveFile(new Uint8Array(await blob.arrayBuffer()), name, 'image/png');
}
