/** One training step after another, each shown stage by stage. */
import { useEffect, useState } from 'react';
import { usePage, useSession } from '../../../../parts/sessionContext';
import { runControls } from '../../../../parts/runControls';
import { stagesOf, type Stage } from './stages';

const STAGE_MS = 1250;

interface SlowMotion {
  readonly isOn: boolean;
  /** The stage that is lit; null while none is. */
  readonly at: number | null;
  readonly stages: readonly Stage[];
  readonly toggle: () => void;
  /** Lights one stage, and ends the motion. */
  readonly show: (at: number | null) => void;
}

export function useSlowMotion(): SlowMotion {
  const session = useSession();
  const phase = usePage((page) => page.status.phase);
  const [isOn, setOn] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const stages = stagesOf(phase);

  useEffect(() => {
    if (!isOn) return;
    let timer: ReturnType<typeof setTimeout>;
    let ended = false;
    const next = (stage: number): void => {
      if (ended) return;
      const { status } = session.store.getState();
      if (!runControls(status.state, null, status.phase).canStep) return setOn(false);
      const count = stagesOf(status.phase).length;
      setAt(stage % count);
      timer = setTimeout(() => {
        // The last stage is the update: only now the next step is taken.
        if ((stage + 1) % count === 0) void session.step().then(() => next(0));
        else next(stage + 1);
      }, STAGE_MS);
    };
    void session.pause().then(() => next(0));
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [isOn, session]);

  return {
    isOn,
    at: at === null ? null : Math.min(at, stages.length - 1),
    stages,
    toggle: () => setOn(!isOn),
    show: (stage) => {
      setOn(false);
      setAt(stage);
    },
  };
}
