/** The figure of any method as one PNG. */
import type { Figure } from '../lab/events';
import { figure3ToPng } from './montage';
import { tilesToPng } from './tilePng';

/** The PNG’s bytes. */
export function figureToPng(figure: Figure, caption: string): Promise<Uint8Array> {
  return figure.kind === 'figure3' ? figure3ToPng(figure, caption) : tilesToPng(figure, caption);
}
