import { useState, type FormEvent } from 'react';
import { useStore } from 'zustand';
import { exportNames } from '../../experiments/exports';
import type { ExportNetwork, ExportOrder } from '../../worker/protocol';
import { saveFile } from '../../parts/saveFile';
import { usePage, useSession } from '../../parts/sessionContext';
import { FORMATS, NETWORKS } from './formats';
import { LoaderText } from './LoaderText';
import styles from './Save.module.css';

/** Which network goes into which file. */
export function ExportForm() {
  const session = useSession();
  const isEmpty = usePage((page) => page.status.state === 'empty');
  const busy = useStore(session.exports.store, (state) => state.busy);
  const [order, setOrder] = useState<ExportOrder>({
    ...{ network: 'discriminator', format: 'safetensors', preprocessing: 'inside', licence: '' },
  });
  const change = (changes: Partial<ExportOrder>): void => setOrder((before) => ({ ...before, ...changes }));
  const { method } = usePage((page) => page.running);
  const names = exportNames({ method });
  const network = names.includes(order.network) ? order.network : names[0];
  const { isGraph, help, mime } = FORMATS[order.format];

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      // What does not show does not count.
      const preprocessing = isGraph ? order.preprocessing : 'inside';
      const { name, bytes } = await session.exports.make({ ...order, network, preprocessing });
      saveFile(bytes, name, mime);
    } catch (error) {
      session.tellFailure('Saving the networks', error);
    }
  }

  return (
    <form onSubmit={(event) => void save(event)} data-testid="export-form">
      <fieldset className={styles.form} disabled={busy}>
        <Choice
          title="Network"
          name="network"
          value={network}
          texts={Object.fromEntries(names.map((name) => [name, NETWORKS[name]])) as typeof NETWORKS}
          disabled={order.format === 'zip'}
          choose={(network: ExportNetwork) => change({ network })}
        />
        <Choice
          title="Format"
          name="format"
          value={order.format}
          texts={FORMAT_TITLES}
          choose={(format: ExportOrder['format']) => change({ format })}
        />
        {isGraph && (
          <Choice
            title="Takes"
            name="preprocessing"
            value={order.preprocessing}
            texts={PREPROCESSING}
            choose={(preprocessing: ExportOrder['preprocessing']) => change({ preprocessing })}
          />
        )}
        <label className={styles.field}>
          <span>Licence</span>
          <input
            type="text"
            data-testid="export-licence"
            placeholder="not stated"
            title="Under which you give the weights on; written into the file"
            value={order.licence}
            onChange={({ currentTarget }) => change({ licence: currentTarget.value })}
          />
        </label>
        <p className={styles.help}>{help}. With an input and our outputs, to check it by.</p>
        <button data-primary data-testid="save-weights" disabled={isEmpty || busy}>
          Save
        </button>
      </fieldset>
      <Progress />
      <LoaderText format={order.format} network={network} />
    </form>
  );
}

const FORMAT_TITLES = Object.fromEntries(
  Object.entries(FORMATS).map(([name, { title }]) => [name, title]),
) as Record<ExportOrder['format'], string>;

const PREPROCESSING: Readonly<Record<ExportOrder['preprocessing'], string>> = {
  inside: 'pictures, RGB in 0 … 255',
  outside: 'what its first layer takes',
};

interface ChoiceProps<Name extends string> {
  title: string;
  name: string;
  value: Name;
  texts: Readonly<Record<Name, string>>;
  disabled?: boolean;
  choose: (value: Name) => void;
}

function Choice<Name extends string>({
  title,
  name,
  value,
  texts,
  disabled = false,
  choose,
}: ChoiceProps<Name>) {
  return (
    <label className={styles.field}>
      <span>{title}</span>
      <select
        data-testid={`export-${name}`}
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => choose(currentTarget.value as Name)}
      >
        {(Object.entries(texts) as [Name, string][]).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** How far the file is; nothing while none is made. */
function Progress() {
  const progress = useStore(useSession().exports.store, (state) => state.progress);
  if (!progress) return null;
  return (
    <div className={styles.progress} role="status" data-testid="export-progress">
      <progress value={progress.share} aria-label="Share of the file that is made" />
      <span>{progress.what}</span>
    </div>
  );
}
