import { aboutMethod, type MethodId } from '../../experiments/abouts';
import { fieldOf, fieldsOf, type Config, type ConfigKey, type FieldInfo } from '../../experiments/config';
import { isSkipped, phasesOf } from '../../experiments/phases';
import panel from '../../parts/panel.module.css';
import { usePage } from '../../parts/sessionContext';
import { Control } from './Control';
import { MethodChoice } from './MethodChoice';
import { PendingChanges } from './PendingChanges';
import { Section } from './Section';
import styles from './Settings.module.css';

/** A method’s fields by where they stand. Those beside the figure, where their effect is seen, are not here. */
function sectionsOf(method: MethodId) {
  const about = aboutMethod(method);
  const fields = fieldsOf({ method });
  const isFront = ({ key }: FieldInfo) => about.front.includes(key);
  return {
    front: about.front.map((key) => fieldOf({ method }, key as ConfigKey)),
    live: fields.filter((field) => field.hot && !isFront(field) && !about.beside.includes(field.key)),
    groups: about.groups.map(({ group, title }) => ({
      title,
      fields: fields.filter((field) => field.group === group && !field.hot && !isFront(field)),
    })),
  };
}

/** Fields of lengths in the other unit, and of phases in which a run would not train. */
function unusedBudgets(draft: Config): readonly string[] {
  return phasesOf(draft).flatMap((phase) => {
    const { steps, epochs } = phase.budget;
    if (isSkipped(draft, phase)) return [steps, epochs];
    return draft.budget === 'steps' ? [epochs] : [steps];
  });
}

/** All settings. Live ones act between two steps; the others wait for a restart, and say so. */
export function SettingsPanel() {
  const draft = usePage((page) => page.draft);
  const { method } = draft;
  const { front, live, groups } = sectionsOf(method);
  const unused = unusedBudgets(draft);
  return (
    <section className={panel.panel} aria-labelledby="settings-title">
      <div className={panel.head}>
        <h2 id="settings-title">Settings</h2>
      </div>
      <PendingChanges />
      <MethodChoice />
      <div className={styles.fields}>
        {front
          .filter((field) => !unused.includes(field.key))
          .map((field) => (
            <Control key={field.key} field={field} />
          ))}
      </div>
      {live.length > 0 && (
        <Section title="Live" note="act at once, even while running" opensFirst>
          {live.map((field) => (
            <Control key={field.key} field={field} />
          ))}
        </Section>
      )}
      {groups.map(({ title, fields }) => (
        <Section key={title} title={title}>
          {fields.map((field) => (
            <Control key={field.key} field={field} />
          ))}
        </Section>
      ))}
    </section>
  );
}
