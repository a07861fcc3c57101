import type { ReactNode } from 'react';
import { count } from '../base/counted';
import { csvText } from '../base/csv';
import type { PictureSheet } from '../worker/protocol';
import { PHASE_TITLES } from './progress';
import { PngButton } from './PngButton';
import { saveFile } from './saveFile';
import { useSession } from './sessionContext';
import { PictureCanvas } from './PictureCanvas';
import { saveSheet } from './pictureFile';
import styles from './Evaluation.module.css';

interface SheetViewProps {
  sheet: PictureSheet;
  /** Of its files. */
  name: string;
  /** Whether short rows stand beside each other where there is room. */
  isInColumns?: boolean;
  /** Below its caption: what the colours mean. */
  colours?: ReactNode;
}

/** Rows of pictures with their numbers. A picture of the set opens in the inspector. */
export function SheetView({ sheet, name, isInColumns, colours }: SheetViewProps) {
  const { moment, rows, caption } = sheet;

  function saveNumbers(): void {
    const lines = rows.flatMap(({ title, pictures }) =>
      pictures.map(({ image, path, value }, rank) => [title, rank, image, path, value]),
    );
    saveFile(csvText([['row', 'rank', 'image', 'path', 'value'], ...lines]), `${name}.csv`, 'text/csv');
  }

  return (
    <div data-testid={`sheet-${name}`}>
      <p className={styles.caption}>
        {PHASE_TITLES[moment.phase]}, step {count(moment.step)}. {caption}
      </p>
      {colours}
      <div className={isInColumns ? styles.sheetColumns : undefined}>
        {rows.map(({ title, pictures }, row) => (
          <div key={row} className={styles.sheetRow}>
            <h3>{title}</h3>
            <ul>
              {pictures.map(({ picture, note, image, path }, i) => (
                <li key={i}>
                  <Opening image={image} path={path}>
                    <PictureCanvas picture={picture} label={`${path ?? title}: ${note}`} />
                    <span>{note}</span>
                  </Opening>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <div className={styles.buttons}>
        <PngButton
          what="the sheet"
          testId={`save-${name}-png`}
          save={() => saveSheet(sheet, `${name}.png`)}
        />
        <button
          data-quiet
          data-testid={`save-${name}-csv`}
          title="Saves the sheet’s numbers as CSV"
          onClick={saveNumbers}
        >
          CSV
        </button>
      </div>
    </div>
  );
}

interface OpeningProps {
  /** Index in the set; null where the picture is none that the inspector can open. */
  image: number | null;
  path: string | null;
  children: ReactNode;
}

function Opening({ image, path, children }: OpeningProps) {
  const session = useSession();
  const shown = { className: styles.sheetPicture, title: path ?? undefined };
  if (image === null) return <div {...shown}>{children}</div>;
  return (
    <button data-quiet {...shown} onClick={() => session.looks.open(image)}>
      {children}
    </button>
  );
}
