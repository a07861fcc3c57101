import { useLayoutEffect, useRef, type ComponentProps } from 'react';
import styles from './Figure.module.css';

interface PixelCanvasProps extends Omit<ComponentProps<'canvas'>, 'width' | 'height' | 'className'> {
  /** RGBA bytes, [side, side, 4]. */
  rgba: Uint8ClampedArray<ArrayBuffer>;
  side: number;
  label: string;
  testId?: string;
}

/** A square picture, pixel for pixel; the style sheet scales it without smoothing. */
export function PixelCanvas({ rgba, side, label, testId, ...rest }: PixelCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    // Written far more often than drawn otherwise: kept in memory, a picture costs no round trip to the GPU.
    canvas.current
      ?.getContext('2d', { willReadFrequently: true })
      ?.putImageData(new ImageData(rgba, side, side), 0, 0);
  }, [rgba, side]);
  return (
    <canvas
      ref={canvas}
      width={side}
      height={side}
      role="img"
      aria-label={label}
      className={styles.picture}
      data-testid={testId}
      {...rest}
    />
  );
}
