import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { TracedLayer } from '../asked';
import { short } from '../../../../parts/format';
import { LayerCanvas, layerTitle } from './LayerBlock';
import { isColoured, pictureCount, seenPixels, valuesAt } from './layerPictures';
import styles from './Network.module.css';

interface Place {
  readonly k: number;
  readonly row: number;
  readonly column: number;
}

interface LayerDetailsProps {
  layer: TracedLayer;
  /** The image that goes through the networks. */
  image: TracedLayer;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** A layer opened into its tensor: the channels, their values, and what of the image each value has seen. */
export function LayerDetails({ layer, image }: LayerDetailsProps) {
  const [place, setPlace] = useState<Place | null>(null);
  const [h, w, c] = layer.shape;
  const { least, most, mean, silent } = layer.statistics;
  const count = pictureCount(layer);

  function follow(k: number, event: PointerEvent): void {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const cell = (at: number, length: number, cells: number) =>
      Math.min(cells - 1, Math.max(0, Math.floor((at / length) * cells)));
    setPlace({
      k,
      row: cell(event.clientY - top, height, h),
      column: cell(event.clientX - left, width, w),
    });
  }

  function walk(k: number, event: KeyboardEvent): void {
    const move = ARROWS[event.key];
    if (!move) return;
    event.preventDefault();
    const { row, column } = place?.k === k ? place : { row: 0, column: 0 };
    const inside = (at: number, cells: number) => Math.min(cells - 1, Math.max(0, at));
    setPlace({ k, row: inside(row + move[0], h), column: inside(column + move[1], w) });
  }

  return (
    <div className={styles.details} data-testid="layer-details">
      <p>
        <strong>{layerTitle(layer)}</strong>: {h} × {w} × {c}, values from {short(least)} to {short(most)},
        mean {short(mean)}, {Math.round(silent * 100)} % not above zero
        {layer.field && `; each sees ${layer.field.size} × ${layer.field.size} pixels`}
        {count < c && !isColoured(layer) && `. The ${count} strongest of ${c} channels:`}
      </p>
      <div className={styles.channels}>
        {Array.from({ length: count }, (_, k) => (
          <button
            key={layer.channels[k]}
            className={styles.channel}
            aria-label={`Channel ${layer.channels[k]}; arrow keys walk over its values`}
            onPointerMove={(event) => follow(k, event)}
            onPointerLeave={() => setPlace(null)}
            onKeyDown={(event) => walk(k, event)}
          >
            <LayerCanvas layer={layer} k={k} />
          </button>
        ))}
        {layer.field && <SeenField layer={layer} image={image} place={place} />}
      </div>
      <p className={styles.readout} role="status">
        {place ? describe(layer, place, image.shape[0]) : 'Point at a channel to read its values.'}
      </p>
    </div>
  );
}

function describe(layer: TracedLayer, { k, row, column }: Place, pixels: number): string {
  const values = valuesAt(layer, k, row, column).map(short).join(', ');
  const channel = isColoured(layer) ? 'red, green, blue' : `channel ${layer.channels[k]}`;
  const [down, across] = [seenPixels(layer, row, pixels), seenPixels(layer, column, pixels)];
  const seen =
    down && across ? `; sees rows ${down.from}–${down.to}, columns ${across.from}–${across.to}` : '';
  return `Row ${row}, column ${column}, ${channel}: ${values}${seen}`;
}

/** The image with the pixels framed that a value depends on. */
function SeenField({ layer, image, place }: LayerDetailsProps & { place: Place | null }) {
  const pixels = image.shape[0];
  const down = place && seenPixels(layer, place.row, pixels);
  const across = place && seenPixels(layer, place.column, pixels);
  return (
    <div className={styles.seen}>
      <LayerCanvas layer={image} k={0} />
      {down && across && (
        <svg viewBox={`0 0 ${pixels} ${pixels}`} aria-hidden="true">
          <rect
            x={across.from}
            y={down.from}
            width={across.to - across.from + 1}
            height={down.to - down.from + 1}
          />
        </svg>
      )}
    </div>
  );
}
