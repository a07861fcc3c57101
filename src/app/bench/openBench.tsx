import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ErrorBoundary } from '../ErrorBoundary';
import { BenchPage } from './BenchPage';

/** The benchmark in the place of the lab. */
export function openBench(root: HTMLElement): void {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <BenchPage />
      </ErrorBoundary>
    </StrictMode>,
  );
}
