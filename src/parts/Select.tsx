interface SelectProps<Value extends string> {
  title: string;
  value: Value;
  options: readonly (readonly [value: Value, title: string])[];
  onChoose: (value: Value) => void;
  className?: string | undefined;
  testId?: string;
}

/** One of a few, after its title. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { title, value, options, onChoose, className, testId } = props;
  return (
    <label className={className}>
      {title}
      <select
        data-testid={testId}
        value={value}
        onChange={(event) => onChoose(event.currentTarget.value as Value)}
      >
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
