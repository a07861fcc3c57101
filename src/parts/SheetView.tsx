import type { ReactNode } from 'react';
import { count } from '../base/counted';
import { csvText } from '../base/csv';
import type { PictureSheet } from '../worker/protocol';
import { PHASE_TITLES } from './progress';
import { PngButton } from './PngButton';
import { saveFile } from './saveFile';
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
  /** Looks at an image of the set closely, by its index; without it the pictures are no buttons. */
  onOpen?: ((image: number) => void) | undefined;
}

/** Rows of pictures with their numbers. */
export function SheetView({ sheet, name, isInColumns, colours, onOpen }: SheetViewProps) {
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
                  <Opening {...{ image, path, onOpen }}>
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
  /** Index in the set; null where the picture is none of it. */
  image: number | null;
  path: string | null;
  onOpen: SheetViewProps['onOpen'];
  children: ReactNode;
}

function Opening({ image, path, onOpen, children }: OpeningProps) {
  const shown = { className: styles.sheetPicture, title: path ?? undefined };
  if (image === null || !onOpen) return <div {...shown}>{children}</div>;
  return (
    <button data-quiet {...shown} onClick={() => onOpen(image)}>
      {children}
    </button>
  );
}
