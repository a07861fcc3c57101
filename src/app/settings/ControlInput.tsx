import type { Setting } from '../../experiments/config';
import { settingText } from '../../parts/format';
import { SLIDER_STEPS, slidTo, toPosition, type ControlKind, type NumberKind } from './controlKind';
import { NumberInput } from './NumberInput';
import styles from './Control.module.css';

interface ControlInputProps {
  id: string;
  helpId: string;
  testId: string;
  kind: ControlKind;
  title: string;
  value: Setting;
  onChange: (value: Setting) => void;
}

/** What a setting is chosen with: a switch, a list, a slider with its number. */
export function ControlInput({ id, helpId, testId, kind, title, value, onChange }: ControlInputProps) {
  switch (kind.kind) {
    case 'switch':
      return (
        <input
          id={id}
          data-testid={testId}
          type="checkbox"
          aria-describedby={helpId}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <select
          id={id}
          data-testid={testId}
          aria-describedby={helpId}
          value={String(value)}
          onChange={(event) => {
            const chosen = kind.options.find((option) => String(option.value) === event.currentTarget.value);
            if (chosen) onChange(chosen.value);
          }}
        >
          {kind.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.title}
            </option>
          ))}
        </select>
      );
    case 'number':
      return (
        <div className={styles.number}>
          {kind.slider && <Slider kind={kind} title={title} value={Number(value)} onChange={onChange} />}
          <NumberInput
            id={id}
            testId={testId}
            describedBy={helpId}
            value={Number(value)}
            kind={kind}
            onChange={onChange}
          />
        </div>
      );
  }
}

interface SliderProps {
  kind: NumberKind;
  title: string;
  value: number;
  onChange: (value: number) => void;
}

function Slider({ kind, title, value, onChange }: SliderProps) {
  return (
    <input
      type="range"
      min={0}
      max={SLIDER_STEPS}
      aria-label={`${title}, slider`}
      aria-valuetext={settingText(value)}
      value={toPosition(value, kind)}
      onChange={(event) => onChange(slidTo(Number(event.currentTarget.value), value, kind))}
    />
  );
}
