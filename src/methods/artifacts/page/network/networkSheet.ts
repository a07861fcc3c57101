/** The diagram of the networks on a canvas, as it is saved: a lane a row, each layer by its strongest channel. */
import type { Trace, TracedLayer } from '../asked';
import { drawPicture, newSheet, saveCanvas } from '../../../../parts/canvasFile';
import { layerTitle } from './LayerBlock';
import { layerPicture } from './layerPictures';
import type { Lane } from './stages';

const TILE = 96;
const GAP = 8;
const LINE = 18;
const ROW = TILE + 3 * LINE + GAP;

/** Saves the diagram as PNG. Throws where the browser gives no canvas. */
export async function saveNetworkSheet(trace: Trace, lanes: readonly Lane[], name: string): Promise<void> {
  const layers = new Map(trace.layers.map((layer) => [layer.layer, layer]));
  const rows = lanes.map(({ title, layers: names }) => ({
    title,
    layers: names.flatMap((name) => layers.get(name) ?? []),
  }));
  const most = Math.max(...rows.map(({ layers: own }) => own.length));
  const { canvas, context } = newSheet(most * (TILE + GAP) + GAP, rows.length * ROW + GAP);
  context.font = '13px sans-serif';
  rows.forEach(({ title, layers: own }, row) => {
    const top = GAP + row * ROW;
    context.fillText(title, GAP, top + LINE - 5);
    own.forEach((layer, i) => drawLayer(context, layer, GAP + i * (TILE + GAP), top + LINE));
  });
  await saveCanvas(canvas, name);
}

function drawLayer(context: CanvasRenderingContext2D, layer: TracedLayer, x: number, y: number): void {
  const [h, w, c] = layer.shape;
  const picture = { width: w, height: h, rgba: layerPicture(layer, 0) };
  drawPicture(context, picture, { x, y, width: TILE, height: TILE });
  context.fillText(layerTitle(layer), x, y + TILE + LINE - 4);
  context.fillText(`${h}×${w}×${c}`, x, y + TILE + 2 * LINE - 4);
}
