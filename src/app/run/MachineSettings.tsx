import { useState } from 'react';
import type { GpuChoice } from '../../worker/protocol';
import { memoryText } from '../../base/memoryText';
import { GPU_CHOICES, gpuChoice, memoryCap, rememberGpu, rememberMemoryCap } from '../machine';
import { usePage, useSession } from '../../parts/sessionContext';
import styles from './Backend.module.css';

const GPU_TITLES: Readonly<Record<GpuChoice, string>> = {
  'high-performance': 'the fastest',
  'low-power': 'the one that saves power',
  automatic: 'as the browser chooses',
};

const MEGABYTE = 2 ** 20;

/** What the lab runs on, which GPU it shall ask for, and how much memory it may take. */
export function MachineSettings() {
  const backend = usePage((page) => page.backend);
  return (
    <div className={styles.machine} data-testid="machine">
      <p>
        Runs on <strong>{backend?.device ?? '…'}</strong>
        {backend?.name === 'webgpu' &&
          backend.software &&
          ', a GPU made of software, where the choice changes nothing'}
        .
      </p>
      <GpuSelect />
      <MemoryCap />
    </div>
  );
}

function GpuSelect() {
  const [present] = useState(gpuChoice);
  const [choice, setChoice] = useState(present);
  return (
    <label>
      GPU, where there are several
      <select
        data-testid="gpu-choice"
        value={choice}
        onChange={(event) => {
          const next = event.currentTarget.value as GpuChoice;
          rememberGpu(next);
          setChoice(next);
        }}
      >
        {GPU_CHOICES.map((each) => (
          <option key={each} value={each}>
            {GPU_TITLES[each]}
          </option>
        ))}
      </select>
      <span role="status">{choice !== present && 'Takes effect when the page is opened next.'}</span>
    </label>
  );
}

function MemoryCap() {
  const session = useSession();
  const needed = usePage((page) => page.status.memory?.needed);
  const [cap, setCap] = useState(memoryCap);
  return (
    <label>
      At most, in MB of tensors
      <input
        type="number"
        data-testid="memory-cap"
        min={1}
        step={1}
        placeholder="all there is"
        value={cap === null ? '' : Math.round(cap / MEGABYTE)}
        onChange={(event) => {
          const typed = event.currentTarget.valueAsNumber;
          const next = typed >= 1 ? Math.round(typed) * MEGABYTE : null;
          rememberMemoryCap(next);
          setCap(next);
          void session.limitMemory(next);
        }}
      />
      <span role="status">
        {cap !== null && needed !== undefined && needed > cap
          ? `This run may take ${memoryText(needed)} and goes on; the next one that needs more is refused.`
          : `${cap === null ? 'A' : `That is ${memoryText(cap)}: a`} run that needs more is refused before anything is lost.`}
      </span>
    </label>
  );
}
