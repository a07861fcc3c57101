/** How all curves are drawn. */
import { create } from 'zustand';

/** A stretch of steps, counted from the start of the run. */
export type Stretch = readonly [from: number, to: number];

interface ChartView {
  /** How much of the past an average keeps, in [0, 1). */
  readonly smoothing: number;
  readonly logY: boolean;
  readonly logX: boolean;
  /** The stretch that is drawn; null: all. */
  readonly zoom: Stretch | null;
}

export const useChartView = create<ChartView>(() => ({
  smoothing: 0.9,
  logY: false,
  logX: false,
  zoom: null,
}));
