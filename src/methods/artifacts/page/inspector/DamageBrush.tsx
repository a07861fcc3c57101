import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { PictureCanvas } from '../../../../parts/PictureCanvas';
import { dropOutline } from '../figure/maskPicture';
import { useLook } from '../../../../parts/useLook';
import type { Picture } from '../../../../worker/protocol';
import { cellAfterKey, cellAt, withCell } from './brush';
import { Inspection } from './inspection';
import styles from './Inspector.module.css';

interface DamageBrushProps {
  /** What is made of the image under the mask. */
  picture: Picture;
  /** What the picture is. */
  stage: 'damaged' | 'repaired';
  mask: Uint8Array;
  cells: number;
}

/** The damaged or repaired picture under a grid of cells that a pointer or the keyboard drops and restores. */
export function DamageBrush({ picture, stage, mask, cells }: DamageBrushProps) {
  const inspection = useLook(Inspection);
  const [cursor, setCursor] = useState(0);
  /** What the stroke under way does to the cells that it crosses, and the mask so far. */
  const stroke = useRef<{ readonly kept: 0 | 1; mask: Uint8Array } | null>(null);
  const cell = Math.min(cursor, cells * cells - 1);

  function cellUnder(event: PointerEvent<HTMLDivElement>): number | null {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height, cells);
  }

  function begin(event: PointerEvent<HTMLDivElement>): void {
    const under = cellUnder(event);
    if (under === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    stroke.current = { kept: mask[under] === 1 ? 0 : 1, mask };
    paint(under);
  }

  function paint(under: number | null): void {
    const current = stroke.current;
    if (!current || under === null) return;
    setCursor(under);
    const next = withCell(current.mask, under, current.kept);
    if (next === current.mask) return;
    current.mask = next;
    inspection.paint(next);
  }

  function key(event: KeyboardEvent): void {
    const next = cellAfterKey(cell, event.key, cells);
    if (next === null && event.key !== ' ') return;
    // Arrows and Space also step and start the training.
    event.preventDefault();
    event.stopPropagation();
    if (next !== null) setCursor(next);
    else inspection.paint(withCell(mask, cell, mask[cell] === 1 ? 0 : 1));
  }

  const [row, column] = [Math.floor(cell / cells), cell % cells];
  return (
    <div
      className={styles.brush}
      role="application"
      aria-label={`Damage brush on the ${stage} picture: arrow keys move, Space drops or restores a cell`}
      aria-describedby="brush-cell"
      tabIndex={0}
      data-testid="brush"
      data-mask={mask.join('')}
      onPointerDown={begin}
      onPointerMove={(event) => {
        inspection.approach();
        paint(cellUnder(event));
      }}
      onPointerUp={() => (stroke.current = null)}
      onPointerCancel={() => (stroke.current = null)}
      onKeyDown={key}
    >
      <PictureCanvas
        picture={picture}
        label={stage === 'repaired' ? 'Repaired' : 'Damaged'}
        testId="brush-picture"
      />
      <svg viewBox={`0 0 ${cells} ${cells}`} aria-hidden="true">
        <path className={styles.grid} d={gridPath(cells)} />
        <path className={styles.under} d={dropOutline(mask, cells)} />
        <path className={styles.over} d={dropOutline(mask, cells)} />
        <rect className={styles.cursor} x={column} y={row} width="1" height="1" />
      </svg>
      <span id="brush-cell" className="spoken" aria-live="polite">
        Row {row + 1}, column {column + 1}: {mask[cell] === 1 ? 'kept' : 'dropped'}
      </span>
    </div>
  );
}

function gridPath(cells: number): string {
  return Array.from({ length: cells - 1 }, (_, i) => `M0 ${i + 1}h${cells}M${i + 1} 0v${cells}`).join('');
}
