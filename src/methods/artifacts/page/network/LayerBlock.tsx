import { memo, useLayoutEffect, useRef } from 'react';
import type { TracedLayer } from '../asked';
import { layerPicture } from './layerPictures';
import styles from './Network.module.css';

const LAYER_TITLES: Readonly<Partial<Record<TracedLayer['layer'], string>>> = {
  damaged: 'φ̂',
  corrupt: 'x̂',
  mask: 'predicted Ω',
};

export function layerTitle({ layer, isPhi }: TracedLayer): string {
  if (isPhi) return `φ (${layer})`;
  return LAYER_TITLES[layer] ?? layer;
}

interface LayerBlockProps {
  layer: TracedLayer;
  isLit: boolean;
  isOpen: boolean;
  onOpen: (layer: TracedLayer['layer']) => void;
}

/** A layer in the diagram: its strongest channel, its name and its shape. */
export const LayerBlock = memo(function LayerBlock({ layer, isLit, isOpen, onOpen }: LayerBlockProps) {
  const [h, w, c] = layer.shape;
  return (
    <button
      className={styles.block}
      data-lit={isLit}
      data-testid={`layer-${layer.layer}`}
      aria-expanded={isOpen}
      aria-label={`${layerTitle(layer)}: ${h} by ${w} by ${c}`}
      onClick={() => onOpen(layer.layer)}
    >
      <LayerCanvas layer={layer} k={0} />
      <span>{layerTitle(layer)}</span>
      <small>
        {h}×{w}×{c}
      </small>
    </button>
  );
});

/** The k-th picture of a layer, pixel for pixel; the style sheet scales it without smoothing. */
export function LayerCanvas({ layer, k }: { layer: TracedLayer; k: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [height, width] = layer.shape;
  useLayoutEffect(() => {
    const picture = new ImageData(layerPicture(layer, k), width, height);
    canvas.current?.getContext('2d', { willReadFrequently: true })?.putImageData(picture, 0, 0);
  }, [layer, k, width, height]);
  return <canvas ref={canvas} width={width} height={height} className={styles.picture} aria-hidden="true" />;
}
