/** The damage brush on a mask of cells × cells, row by row, 1 = kept. */

/** A copy with one cell set. */
export function withCell(mask: Uint8Array, cell: number, kept: 0 | 1): Uint8Array {
  if (mask[cell] === kept) return mask;
  const next = mask.slice();
  next[cell] = kept;
  return next;
}

/** The cell that an arrow key leads to; it stays at the border. Null for other keys. */
export function cellAfterKey(cell: number, key: string, cells: number): number | null {
  const [row, column] = [Math.floor(cell / cells), cell % cells];
  switch (key) {
    case 'ArrowLeft':
      return row * cells + Math.max(0, column - 1);
    case 'ArrowRight':
      return row * cells + Math.min(cells - 1, column + 1);
    case 'ArrowUp':
      return Math.max(0, row - 1) * cells + column;
    case 'ArrowDown':
      return Math.min(cells - 1, row + 1) * cells + column;
    default:
      return null;
  }
}

/** The cell under a point given as shares of the picture’s width and height; null outside. */
export function cellAt(x: number, y: number, cells: number): number | null {
  const [column, row] = [Math.floor(x * cells), Math.floor(y * cells)];
  const isInside = column >= 0 && row >= 0 && column < cells && row < cells;
  return isInside ? row * cells + column : null;
}
