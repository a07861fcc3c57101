import { Suspense } from 'react';
import { aboutMethod } from '../../experiments/abouts';
import { useOwnPage } from '../pages';
import panel from '../../parts/panel.module.css';
import { usePage } from '../../parts/sessionContext';
import { AttentionPanel } from './AttentionPanel';
import { DiagnosesPanel } from './DiagnosesPanel';
import { LearnedPanel } from './LearnedPanel';
import { NeuronsPanel } from './NeuronsPanel';

/** What the networks are worth and what they look at; nothing before there are images. */
export function EvaluationPanels() {
  const hasImages = usePage((page) => page.images !== null);
  const hasDecisions = usePage((page) => aboutMethod(page.running.method).hasDecisions ?? false);
  const Health = useOwnPage()?.Health;
  if (!hasImages) return null;
  return (
    <>
      <section className={panel.panel} aria-labelledby="learned-title" data-testid="learned">
        <LearnedPanel />
      </section>
      <section className={panel.panel} aria-labelledby="neurons-title" data-testid="neurons">
        <NeuronsPanel />
      </section>
      <section className={panel.panel} aria-labelledby="diagnoses-title" data-testid="diagnoses">
        <DiagnosesPanel />
      </section>
      {hasDecisions && (
        <section className={panel.panel} aria-labelledby="attention-title" data-testid="attention">
          <AttentionPanel />
        </section>
      )}
      {Health && (
        <section className={panel.panel} aria-labelledby="health-title" data-testid="health">
          <Suspense>
            <Health />
          </Suspense>
        </section>
      )}
    </>
  );
}
