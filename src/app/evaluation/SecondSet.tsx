import { counted } from '../../base/counted';
import { chosenFiles, setName } from '../data/pickedFiles';
import { useSession } from '../../parts/sessionContext';
import { useEvaluation } from '../../parts/useEvaluation';
import styles from '../../parts/Evaluation.module.css';

/** Known to every browser, but not to React’s types. */
const FOLDERS_ONLY = { webkitdirectory: '' };

interface SecondSetProps {
  /** Whether it is measured on, in place of the images that are trained on. */
  isUsed: boolean;
  use: (isUsed: boolean) => void;
}

/** Another folder of images, which is not trained on: for transfer, and to look for neighbours in. */
export function SecondSet({ isUsed, use }: SecondSetProps) {
  const { evaluation } = useSession();
  const second = useEvaluation((state) => state.second);

  function take(input: HTMLInputElement): void {
    const files = input.files ? chosenFiles(input.files) : [];
    // Emptied, so that choosing the same folder again is a change.
    input.value = '';
    if (files.length === 0) return;
    void evaluation.readSecond(files, setName(files)).then(() => use(true));
  }

  return (
    <div className={styles.choices}>
      <span className={styles.legend}>Measure on</span>
      {second && (
        <>
          <select
            aria-label="Images to measure on"
            data-testid="measure-on"
            value={isUsed ? 'second' : 'own'}
            onChange={(event) => use(event.currentTarget.value === 'second')}
          >
            <option value="own">the images trained on</option>
            <option value="second">{second.name}</option>
          </select>
          <span data-testid="second-set">
            {counted(second.count, 'image')}, {counted(second.labels.length, 'label')}
          </span>
          <button
            type="button"
            data-quiet
            aria-label={`Without ${second.name}`}
            onClick={() => void evaluation.readSecond([], '').then(() => use(false))}
          >
            ✕
          </button>
        </>
      )}
      <label
        className="button"
        title="Images that are not trained on, in folders by class or with STL-10’s labels: what is learned is measured on them"
      >
        {second ? 'Another…' : 'Another folder…'}
        <input
          className="spoken"
          type="file"
          {...FOLDERS_ONLY}
          data-testid="second-input"
          onChange={(event) => take(event.currentTarget)}
        />
      </label>
    </div>
  );
}
