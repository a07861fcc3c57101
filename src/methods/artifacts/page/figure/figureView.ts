/** How Figure 3 is looked at. The keyboard and the panel both change it. */
import { create } from 'zustand';
import type { FigureColumn } from '../../../../worker/protocol';

export const MODES = ['table', 'wipe', 'difference'] as const;
type Mode = (typeof MODES)[number];

interface FigureView {
  readonly mode: Mode;
  readonly outlined: boolean;
  /** Whether the columns “No gate” and “Twice” are shown. */
  readonly allColumns: boolean;
  /** Whether the repaired column shows what it would be without repair. */
  readonly repairOff: boolean;
  /** Width of the pictures, in multiples of the room that there is. */
  readonly zoom: number;
  readonly before: FigureColumn;
  readonly after: FigureColumn;
  /** Share of a picture that shows what was before, from the left. */
  readonly split: number;
}

export const useFigureView = create<FigureView>(() => ({
  mode: 'table',
  outlined: false,
  allColumns: false,
  repairOff: false,
  zoom: 1,
  before: 'damaged',
  after: 'repaired',
  split: 0.5,
}));

export function toggleRepair(): void {
  useFigureView.setState(({ repairOff }) => ({ repairOff: !repairOff, mode: 'table' }));
}

export function toggleWipe(): void {
  useFigureView.setState(({ mode }) => ({ mode: mode === 'wipe' ? 'table' : 'wipe' }));
}

export function toggleOutline(): void {
  useFigureView.setState(({ outlined }) => ({ outlined: !outlined, mode: 'table' }));
}
