/** A chart as a file: its numbers, or the drawing itself. */
import { saveCanvas } from '../canvasFile';
import { saveFile } from '../saveFile';
import type { ChartSpec } from './chartSpecs';
import { rawKey, type PlotRow } from './plotData';

/** Of the drawing; enough for print. */
const PNG_SCALE = 3;
const DRAWN = [
  'stroke',
  'fill',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'opacity',
  'visibility',
] as const;
const TEXT = ['font-family', 'font-size', 'font-weight', 'text-anchor', 'paint-order'] as const;

/** The rows of a chart as CSV: step, then the value and its average for each line. */
export function chartCsv({ lines }: Pick<ChartSpec, 'lines'>, rows: readonly PlotRow[]): string {
  const header = ['step', ...lines.flatMap(({ metric }) => [metric, `${metric}_smoothed`])];
  const records = rows.map((row) => [
    row.x,
    ...lines.flatMap(({ metric }) => [row[rawKey(metric)] ?? '', row[metric] ?? '']),
  ]);
  return [header, ...records].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/**
 * Saves what a chart in `box` shows as SVG, with the colours that it has on the page; as attributes, since the page’s
 * policy forbids styles inside of elements.
 */
export function saveSvg(box: Element, name: string): void {
  saveFile(svgOf(box).text, `${name}.svg`, 'image/svg+xml');
}

/** The same as PNG. */
export async function savePng(box: Element, name: string): Promise<void> {
  const { text, width, height } = svgOf(box);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    await saveCanvas(canvas, `${name}.png`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function svgOf(box: Element): { readonly text: string; readonly width: number; readonly height: number } {
  const shown = box.querySelector('svg');
  if (!shown) throw new Error('The chart is empty yet.');
  const { width, height } = shown.getBoundingClientRect();
  const copy = shown.cloneNode(true) as SVGElement;
  const originals = [...shown.querySelectorAll('*')];
  copy.querySelectorAll('*').forEach((element, i) => {
    const style = getComputedStyle(originals[i]!);
    const isText = element.closest('text') !== null;
    for (const property of isText ? [...DRAWN, ...TEXT] : DRAWN)
      element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('class');
    element.removeAttribute('style');
  });
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.removeAttribute('style');
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', groundBelow(box));
  copy.prepend(ground);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/** The colour that is seen through an element. */
function groundBelow(element: Element): string {
  const { backgroundColor } = getComputedStyle(element);
  const isClear = backgroundColor === 'rgba(0, 0, 0, 0)';
  return isClear && element.parentElement ? groundBelow(element.parentElement) : backgroundColor;
}
