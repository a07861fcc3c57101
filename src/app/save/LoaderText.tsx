import { useEffect, useState } from 'react';
import { exampleCode } from '../../experiments/exampleCode';
import { readLoaders } from '../../worker/loaders';
import { usePage, useSession } from '../../parts/sessionContext';
import { FORMATS, numpyLines } from './formats';
import type { ExportNetwork, ExportOrder } from '../../worker/protocol';
import styles from './Save.module.css';

/** How long the button says that it has copied. */
const COPIED_MS = 2000;

interface LoaderTextProps {
  readonly format: ExportOrder['format'];
  readonly network: ExportNetwork;
}

/** The program that loads the chosen network in the chosen format, to read and to copy. */
export function LoaderText({ format, network }: LoaderTextProps) {
  const { loaders } = FORMATS[format];
  const names = Object.keys(loaders);
  const [chosen, choose] = useState('');
  const runtime = names.includes(chosen) ? chosen : names[0];
  const file = runtime === undefined ? null : loaders[runtime]!;
  const texts = useLoaderTexts();
  const size = usePage(({ running }) => running.size);
  const program = file === null ? numpyLines(size) : texts.get(file);
  const text = program && exampleCode(program, size, network);
  return (
    <details className={styles.loader} data-testid="loader">
      <summary>How to load it</summary>
      <div className={styles.loaderHead}>
        {names.length > 1 && (
          <select
            aria-label="Loaded by"
            data-testid="loader-choice"
            value={runtime}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
        <span className={styles.fileName}>{file ?? 'NumPy'}</span>
        {text !== undefined && <CopyButton text={text} />}
      </div>
      <pre className={styles.text} data-testid="loader-text" tabIndex={0}>
        {text ?? ''}
      </pre>
    </details>
  );
}

function CopyButton({ text }: { text: string }) {
  const session = useSession();
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    if (copied === null) return undefined;
    const timer = setTimeout(() => setCopied(null), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(text);
    } catch (error) {
      session.tellFailure('Copying', error);
    }
  }

  return (
    <button type="button" data-testid="loader-copy" onClick={() => void copy()}>
      {copied === text ? 'Copied' : 'Copy'}
    </button>
  );
}

/** By file name; empty until they have come. */
function useLoaderTexts(): ReadonlyMap<string, string> {
  const session = useSession();
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    readLoaders().then(setTexts, (error: unknown) => session.tellFailure('Reading the loaders', error));
  }, [session]);
  return texts;
}
