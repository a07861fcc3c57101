import type { NumberKind } from '../settings/controlKind';
import { NumberInput } from '../settings/NumberInput';

/** As typed: a number out of range is marked, never taken for another. */
const KIND: NumberKind = {
  ...{ kind: 'number', min: 1, max: 10, integer: true },
  ...{ slider: false, log: false, whole: false },
};

interface SeedCountProps {
  id: string;
  /** Id of the sentence that says what follows from it. */
  describedBy: string;
  seeds: number;
  onChange: (seeds: number) => void;
}

/** Trainings of each row of a table. */
export function SeedCount({ id, describedBy, seeds, onChange }: SeedCountProps) {
  return (
    <label>
      How many seeds
      <NumberInput
        id={id}
        testId={id}
        describedBy={describedBy}
        value={seeds}
        kind={KIND}
        onChange={onChange}
      />
    </label>
  );
}
