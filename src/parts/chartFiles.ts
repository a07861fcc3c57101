/** A chart as a file: its numbers, or the drawing itself. */
import { csvText } from '../base/csv';
import { isHeldOut } from '../experiments/metrics';
import { smooth } from '../store/curve';
import type { MetricLog } from '../store/metricLog';
import { saveCanvas } from './canvasFile';
import { saveFile } from './saveFile';
import type { ChartSpec } from './chartSpecs';

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

/**
 * The numbers of a chart as CSV, every logged step of them whatever is in sight: the step as the axis counts it, then
 * each line's value and, where curves are smoothed, its average.
 */
export function chartCsv(
  { lines, phase }: Pick<ChartSpec, 'lines' | 'phase'>,
  log: MetricLog,
  smoothing: number,
): string {
  const columns = lines.flatMap(({ metric }) => {
    const { x, y } = log.series(metric);
    const value = { name: metric as string, x, y };
    const isSmoothed = smoothing > 0 && !isHeldOut(metric);
    return isSmoothed ? [value, { name: `${metric}_smoothed`, x, y: smooth(y, smoothing) }] : [value];
  });
  const offset = (phase && log.startOf(phase)) ?? 0;
  const records = new Map<number, (number | string)[]>();
  columns.forEach(({ x, y }, column) => {
    x.forEach((step, i) => {
      const cells = records.get(step) ?? [step - offset, ...Array<string>(columns.length).fill('')];
      const value = y[i]!;
      if (Number.isFinite(value)) cells[1 + column] = value;
      records.set(step, cells);
    });
  });
  const rows = [...records].toSorted(([a], [b]) => a - b).map(([, cells]) => cells);
  return csvText([['step', ...columns.map(({ name }) => name)], ...rows]);
}

/** What a saved chart says around the drawing. */
export interface ChartWords {
  readonly title: string;
  /** The names of its axes, where the drawing has none of its own. */
  readonly across?: string;
  readonly up?: string;
  /** The lines and their colours, as CSS has them; none where there is one line only. */
  readonly key?: readonly { readonly title: string; readonly colour: string }[];
}

/**
 * Saves what a chart in `box` shows as SVG, with the colours that it has on the page; as attributes, since the page’s
 * policy forbids styles inside of elements.
 */
export function saveSvg(box: Element, name: string, words: ChartWords): void {
  saveFile(svgOf(box, words).text, `${name}.svg`, 'image/svg+xml');
}

/** The same as PNG. */
export async function savePng(box: Element, name: string, words: ChartWords): Promise<void> {
  const { text, width, height } = svgOf(box, words);
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

/** Room for the words, in pixels of the page. */
const MARGIN = { top: 26, bottom: 22, left: 18, right: 6 };
/** Drawn only while a pointer is there. */
const OF_THE_POINTER = '.recharts-tooltip-cursor, .recharts-active-dot';

function svgOf(
  box: Element,
  words: ChartWords,
): { readonly text: string; readonly width: number; readonly height: number } {
  const shown = box.querySelector('svg');
  if (!shown) throw new Error('The chart is empty yet.');
  const drawing = drawingOf(shown);
  const { width: inner, height: below } = shown.getBoundingClientRect();
  const [width, height] = [inner + MARGIN.left + MARGIN.right, below + MARGIN.top + MARGIN.bottom];
  for (const [name, value] of Object.entries({ x: MARGIN.left, y: MARGIN.top, width: inner, height: below }))
    drawing.setAttribute(name, String(value));
  const sheet = element('svg', { width, height, viewBox: `0 0 ${width} ${height}` });
  sheet.append(
    element('rect', { width, height, fill: groundBelow(box) }),
    drawing,
    ...written(box, words, width, height),
  );
  return { text: new XMLSerializer().serializeToString(sheet), width, height };
}

/** A copy of the drawing that looks the same without the page’s styles. */
function drawingOf(shown: SVGElement): SVGElement {
  const copy = shown.cloneNode(true) as SVGElement;
  const originals = [...shown.querySelectorAll('*')];
  copy.querySelectorAll('*').forEach((element, i) => {
    const style = getComputedStyle(originals[i]!);
    const isText = element.closest('text') !== null;
    for (const property of isText ? [...DRAWN, ...TEXT] : DRAWN)
      element.setAttribute(property, style.getPropertyValue(property));
  });
  for (const drawn of copy.querySelectorAll(OF_THE_POINTER)) drawn.remove();
  for (const element of [copy, ...copy.querySelectorAll('*')]) {
    element.removeAttribute('class');
    element.removeAttribute('style');
  }
  return copy;
}

/** Title and key above the drawing, the names of its axes beside and below it. */
function written(
  box: Element,
  { title, across = '', up = '', key = [] }: ChartWords,
  width: number,
  height: number,
): SVGElement[] {
  const { color, fontFamily } = getComputedStyle(box);
  const text = (words: string, more: Record<string, string | number>) => {
    const made = element('text', { fill: color, 'font-family': fontFamily, 'font-size': 11, ...more });
    made.textContent = words;
    return made;
  };
  const middle = (height - MARGIN.bottom + MARGIN.top) / 2;
  const lines = key.toReversed().flatMap(({ title: line, colour }, i) => {
    const right = width - MARGIN.right - i * KEY_WIDTH;
    const stroke = colour.replace(/var\((--[^)]+)\)/, (_, name: string) =>
      getComputedStyle(box).getPropertyValue(name),
    );
    return [
      element('path', { d: `M${right - KEY_WIDTH + 8} 13h12`, stroke: stroke.trim(), 'stroke-width': 2 }),
      text(line, { x: right - KEY_WIDTH + 24, y: 17 }),
    ];
  });
  return [
    text(title, { x: MARGIN.left, y: 17, 'font-size': 13, 'font-weight': 'bold' }),
    ...lines,
    text(across, { x: width / 2, y: height - 7, 'text-anchor': 'middle' }),
    text(up, { x: 13, y: middle, transform: `rotate(-90 13 ${middle})`, 'text-anchor': 'middle' }),
  ];
}

/** Room of a line’s name in the key. */
const KEY_WIDTH = 104;
const SVG = 'http://www.w3.org/2000/svg';

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}

/** The colour that is seen through an element. */
function groundBelow(element: Element): string {
  const { backgroundColor } = getComputedStyle(element);
  const isClear = backgroundColor === 'rgba(0, 0, 0, 0)';
  return isClear && element.parentElement ? groundBelow(element.parentElement) : backgroundColor;
}
