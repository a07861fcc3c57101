import type { Measured, Timing } from './schema';

/** Whether there is a time: not of what could not run, nor of a program that was not measured. */
export const isTiming = (measured: Measured | null): measured is Timing =>
  measured !== null && 'median' in measured;
