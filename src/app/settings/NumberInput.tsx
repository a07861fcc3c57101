import { useState } from 'react';
import { settingText } from '../../parts/format';
import type { NumberKind } from './controlKind';
import styles from './Control.module.css';

interface NumberInputProps {
  id: string;
  testId: string;
  describedBy: string;
  value: number;
  kind: NumberKind;
  onChange: (value: number) => void;
}

/** A number as it is typed: taken while it is in its range, or when it is whole; marked while it is not, put right on leaving. */
export function NumberInput({ id, testId, describedBy, value, kind, onChange }: NumberInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && parsed(typed, kind) === null;
  const range = `${settingText(kind.min)} to ${settingText(kind.max)}${kind.integer ? ', whole' : ''}`;
  const take = (text: string | null): void => {
    const number = text === null ? null : parsed(text, kind);
    if (number !== null && number !== value) onChange(number);
  };
  const leave = (): void => {
    take(typed);
    setTyped(null);
  };
  return (
    <>
      <input
        id={id}
        data-testid={testId}
        type="number"
        step={kind.integer ? 1 : 'any'}
        min={kind.min}
        max={kind.max}
        aria-invalid={isWrong}
        aria-describedby={describedBy}
        title={range}
        value={typed ?? settingText(value)}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          if (!kind.whole) take(text);
        }}
        onKeyDown={({ key }) => {
          if (key === 'Enter' && !isWrong) leave();
        }}
        onBlur={leave}
      />
      {isWrong && (
        <span className={styles.wrong} role="alert">
          Must be {range}
        </span>
      )}
    </>
  );
}

function parsed(text: string, { min, max, integer }: NumberKind): number | null {
  const value = Number(text);
  const isIn = text.trim() !== '' && value >= min && value <= max && (!integer || Number.isInteger(value));
  return isIn ? value : null;
}
