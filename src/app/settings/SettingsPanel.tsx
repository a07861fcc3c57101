import { FIELDS, type ConfigKey, type FieldInfo } from '../../experiments/config';
import panel from '../panel.module.css';
import { usePage } from '../sessionContext';
import { Control } from './Control';
import { PendingChanges } from './PendingChanges';
import { Section } from './Section';
import styles from './Settings.module.css';

/** Most used, so in front, whatever their group. */
const FRONT_KEYS: readonly ConfigKey[] = [
  'size',
  'preset',
  'batchSize',
  'budget',
  'aeSteps',
  'ganSteps',
  'aeEpochs',
  'ganEpochs',
  'aeLearningRate',
  'discriminatorLearningRate',
  'repairLearningRate',
  'seed',
];

/** These stand beside Figure 3, where their effect is seen. */
const IN_FIGURE: readonly ConfigKey[] = ['theta', 'fill'];

const GROUPS: readonly { readonly group: FieldInfo['group']; readonly title: string }[] = [
  { group: 'data', title: 'Augmentation' },
  { group: 'autoencoder', title: 'Autoencoder' },
  { group: 'repair', title: 'Repair' },
  { group: 'discriminator', title: 'Discriminator' },
  { group: 'optimiser', title: 'Optimiser' },
];

const front = FRONT_KEYS.map((key) => FIELDS.find((field) => field.key === key)!);
const live = FIELDS.filter(({ hot, key }) => hot && ![...IN_FIGURE, ...FRONT_KEYS].includes(key));
const restOf = (group: FieldInfo['group']) =>
  FIELDS.filter((field) => field.group === group && !field.hot && !FRONT_KEYS.includes(field.key));

/** All settings. Live ones act between two steps; the others wait for a restart, and say so. */
export function SettingsPanel() {
  const budget = usePage((page) => page.draft.budget);
  const unused: readonly ConfigKey[] =
    budget === 'steps' ? ['aeEpochs', 'ganEpochs'] : ['aeSteps', 'ganSteps'];
  return (
    <section className={panel.panel} aria-labelledby="settings-title">
      <div className={panel.head}>
        <h2 id="settings-title">Settings</h2>
      </div>
      <PendingChanges />
      <div className={styles.fields}>
        {front
          .filter((field) => !unused.includes(field.key))
          .map((field) => (
            <Control key={field.key} field={field} />
          ))}
      </div>
      <Section title="Live" note="act at once, even while running" opensFirst>
        {live.map((field) => (
          <Control key={field.key} field={field} />
        ))}
      </Section>
      {GROUPS.map(({ group, title }) => (
        <Section key={group} title={title}>
          {restOf(group).map((field) => (
            <Control key={field.key} field={field} />
          ))}
        </Section>
      ))}
    </section>
  );
}
