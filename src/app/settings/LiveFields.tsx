import { useId } from 'react';
import type { MethodId } from '../../experiments/abouts';
import {
  fieldOf,
  type ConfigKey,
  type FieldInfo,
  type FieldValues,
  type Setting,
} from '../../experiments/config';
import { settingHelp } from '../../parts/settingHelp';
import { controlKind } from './controlKind';
import { ControlInput } from './ControlInput';
import styles from './LiveFields.module.css';

interface LiveFieldsProps {
  method: MethodId;
  /** By field; those without a value are not shown. */
  values: FieldValues;
  /** In front of the field, as what tests call its input. */
  testId: string;
  onChange: (key: ConfigKey, value: Setting) => void;
}

/** Settings that act at once, beside the pictures that they change. */
export function LiveFields({ method, values, testId, onChange }: LiveFieldsProps) {
  const keys = Object.keys(values) as ConfigKey[];
  if (keys.length === 0) return null;
  return (
    <div className={styles.fields}>
      {keys.map((key) => (
        <LiveField
          key={key}
          field={fieldOf({ method }, key)}
          value={values[key]!}
          {...{ method, testId: `${testId}-${key}` }}
          onChange={(value) => onChange(key, value)}
        />
      ))}
    </div>
  );
}

interface LiveFieldProps {
  method: MethodId;
  field: FieldInfo;
  value: Setting;
  testId: string;
  onChange: (value: Setting) => void;
}

function LiveField({ method, field, value, testId, onChange }: LiveFieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  const help = settingHelp(method, field);
  const { title, symbol } = field;
  return (
    <div className={styles.field} title={help}>
      <label htmlFor={id}>
        {title} {symbol && !title.endsWith(symbol) && <span className="math">{symbol}</span>}
      </label>
      <ControlInput {...{ id, helpId, testId, title, value, onChange, kind: controlKind(field) }} />
      <p id={helpId} className="spoken">
        {help}
      </p>
    </div>
  );
}
