import { useId, useState } from 'react';
import { isHot, valueOf, type ConfigKey, type FieldInfo, type Setting } from '../../experiments/config';
import { presetOf } from '../../experiments/presets';
import { pendingChanges } from '../../store/state';
import { settingText } from '../../parts/format';
import { settingHelp } from '../../parts/settingHelp';
import { usePage, useSession } from '../../parts/sessionContext';
import { ControlInput } from './ControlInput';
import { controlKind } from './controlKind';
import styles from './Control.module.css';

/** These are a person’s own choice: no preset has a value to go back to. */
const WITHOUT_PRESET: readonly ConfigKey[] = ['preset', 'seed', 'size', 'batchSize', 'budget'];

/** One setting: label, help, the control that its schema asks for, and the way back to the preset. */
export function Control({ field }: { field: FieldInfo }) {
  const session = useSession();
  const value = usePage((page) => valueOf(page.draft, field.key))!;
  const isPending = usePage(
    (page) =>
      valueOf(page.draft, field.key) !== valueOf(page.running, field.key) &&
      pendingChanges(page).includes(field.key),
  );
  const isLive = usePage((page) => isHot(page.running, field.key, page.status.phase));
  const [helpOpen, setHelpOpen] = useState(false);
  const id = useId();
  const helpId = `${id}-help`;
  const help = settingHelp(
    usePage((page) => page.draft.method),
    field,
  );
  const change = (next: Setting) =>
    field.key === 'preset'
      ? session.settings.setPreset(String(next))
      : session.settings.setField(field.key, next);

  return (
    <div className={styles.control} data-hot={isLive} data-pending={isPending}>
      <div className={styles.label}>
        <label htmlFor={id} title={help}>
          {field.title}
        </label>
        <button
          className={styles.help}
          data-quiet
          aria-label={`About ${field.title}`}
          aria-expanded={helpOpen}
          title={help}
          onClick={() => setHelpOpen(!helpOpen)}
        >
          ?
        </button>
        <PresetDot field={field} onReset={change} />
      </div>
      <ControlInput
        id={id}
        helpId={helpId}
        testId={testIdOf(field.key)}
        kind={controlKind(field)}
        title={field.title}
        value={value}
        onChange={change}
      />
      <p id={helpId} className={helpOpen ? styles.description : 'spoken'}>
        {help}
      </p>
    </div>
  );
}

function testIdOf(key: ConfigKey): string {
  return key === 'updateRule' ? 'update-rule' : `control-${key}`;
}

/** Shown where a value is not its preset’s; a click takes it back. */
function PresetDot({ field, onReset }: { field: FieldInfo; onReset: (value: Setting) => void }) {
  const own = usePage(({ draft }) => valueOf(presetOf(draft.method, draft.preset), field.key))!;
  const value = usePage((page) => valueOf(page.draft, field.key))!;
  if (value === own || WITHOUT_PRESET.includes(field.key)) return null;
  const text = typeof own === 'number' ? settingText(own) : String(own);
  return (
    <button
      className={styles.dot}
      data-quiet
      aria-label={`Set ${field.title} back to the preset’s ${text}`}
      title={`Back to the preset’s ${text}`}
      onClick={() => onReset(own)}
    >
      ●
    </button>
  );
}
