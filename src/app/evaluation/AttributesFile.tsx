import { decodeText } from '../../base/decodeText';
import { useSession } from '../../parts/sessionContext';
import styles from '../../parts/Evaluation.module.css';

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

interface AttributesFileProps {
  chosen: string | null;
  choose: (file: TextFile | null) => void;
}

/** A CSV of attributes takes the place of the folders’ labels, until it is taken away. */
export function AttributesFile({ chosen, choose }: AttributesFileProps) {
  const session = useSession();
  function read(file: File | undefined): void {
    file?.arrayBuffer().then(
      (bytes) => choose({ name: file.name, text: decodeText(new Uint8Array(bytes)) }),
      (error: unknown) => session.tellFailure('Reading the CSV', error),
    );
  }
  if (chosen !== null)
    return (
      <span className={styles.file}>
        {chosen}
        <button type="button" data-quiet aria-label={`Without ${chosen}`} onClick={() => choose(null)}>
          ✕
        </button>
      </span>
    );
  return (
    <label className="button" title="Several yes-or-no attributes of each image, judged by average precision">
      Attributes…
      <input
        className="spoken"
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        data-testid="attributes-input"
        onChange={(event) => read(event.currentTarget.files?.[0])}
      />
    </label>
  );
}
