import { useStore } from 'zustand';
import type { Mismatch } from '../../worker/protocol';
import { usePage, useSession } from '../../parts/sessionContext';
import { intoView } from '../run/reveal';
import { NETWORKS } from './formats';
import styles from './Save.module.css';

/** What weights the run began with, where they came from a file; and files that could not be taken, with the reason. */
export function ImportedWeights() {
  const { imports } = useSession();
  const { busy, imported, refused, problem } = useStore(imports.store);
  // A run that was continued has them noted with it.
  const noted = usePage(({ runs, saving }) => runs?.find(({ id }) => id === saving.run)?.beganWith);
  const weights = imported ?? noted;
  const isEmpty = usePage((page) => page.images === null);
  return (
    <div className={styles.imports}>
      <div className={styles.importHead}>
        <label
          className="button"
          title="Weights as safetensors, ours or an AlexNet’s by PyTorch’s names; a run’s capsule, zip or checkpoint"
        >
          Load weights or a run…
          <input
            className="spoken"
            type="file"
            accept=".safetensors,.zip"
            data-testid="import-input"
            disabled={busy !== null}
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file) void imports.takeChosen(file);
              currentTarget.value = '';
            }}
          />
        </label>
        {busy !== null && <span>Reading {busy}</span>}
      </div>
      {isEmpty && busy === null && (
        <p className={styles.help}>Runs can be loaded now, weights once there are images.</p>
      )}
      {weights && (
        <p className={styles.imported} data-testid="imported">
          This run began with imported weights: <strong>{NETWORKS[weights.network]}</strong> of{' '}
          <span className={styles.fileName}>{weights.file}</span>
          {weights.by === 'torchvision' &&
            ', by torchvision’s names. They see RGB in 0 … 255 minus the mean colour, as ours do'}
          .{weights.ignored.length > 0 && ` Left out: ${weights.ignored.join(', ')}.`}
        </p>
      )}
      {refused && (
        <div ref={intoView} className={styles.refused} role="alert" data-testid="import-refused">
          <p>
            “{refused.weights.file}” does not fit and nothing was changed. The sizes stl10 and imagenet have
            full width.
          </p>
          <Mismatches mismatches={refused.mismatches} />
          <button data-quiet onClick={imports.dismiss}>
            Dismiss
          </button>
        </div>
      )}
      {problem !== null && (
        <div ref={intoView} className={styles.refused} role="alert" data-testid="import-problem">
          <p>{problem}</p>
          <button data-quiet onClick={imports.dismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  );
}

function Mismatches({ mismatches }: { mismatches: readonly Mismatch[] }) {
  return (
    <div className={styles.scroll} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Tensor</th>
            <th scope="col">Expected</th>
            <th scope="col">Found</th>
          </tr>
        </thead>
        <tbody>
          {mismatches.map(({ name, expected, found }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{shapeText(expected)}</td>
              <td>{shapeText(found)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shapeText(shape: readonly number[] | null): string {
  return shape ? shape.join(' × ') || 'a number' : 'none';
}
