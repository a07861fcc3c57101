import { useLayoutEffect, useRef } from 'react';
import type { Picture } from '../worker/protocol';
import styles from './Evaluation.module.css';

interface PictureCanvasProps {
  picture: Picture;
  label: string;
  testId?: string;
}

/** A picture of any shape, pixel for pixel; the style sheet scales it without smoothing. */
export function PictureCanvas({ picture: { width, height, rgba }, label, testId }: PictureCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  }, [rgba, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      className={styles.picture}
      data-testid={testId}
    />
  );
}
