import styles from '../../parts/Evaluation.module.css';

interface ChoicesProps<Name extends string | number> {
  legend: string;
  all: readonly { name: Name; title: string; help?: string; isFixed?: boolean }[];
  chosen: readonly Name[];
  choose: (chosen: readonly Name[]) => void;
}

/** Some of several, in their own order. What is fixed stays chosen. */
export function Choices<Name extends string | number>({ legend, all, chosen, choose }: ChoicesProps<Name>) {
  const names = all.map(({ name }) => name);
  return (
    <div className={styles.choices} role="group" aria-label={legend}>
      <span className={styles.legend}>{legend}</span>
      {all.map(({ name, title, help, isFixed = false }) => (
        <label key={name} title={help}>
          <input
            type="checkbox"
            data-testid={`choose-${name}`}
            checked={chosen.includes(name)}
            disabled={isFixed}
            onChange={({ currentTarget: { checked } }) =>
              choose(names.filter((one) => (one === name ? checked : chosen.includes(one))))
            }
          />
          {title}
        </label>
      ))}
    </div>
  );
}

interface ChoiceProps {
  title: string;
  help: string;
  value: number;
  values: readonly number[];
  choose: (value: number) => void;
  /** Said behind it. */
  after?: string | null;
}

/** One of several numbers. */
export function Choice({ title, help, value, values, choose, after }: ChoiceProps) {
  return (
    <label title={help}>
      {title}
      <select
        value={value}
        data-testid={`choose-${title.toLowerCase()}`}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      >
        {values.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      {after}
    </label>
  );
}
