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

/** Rows of pictures with their numbers. A picture of the set opens in the inspector. */
export function SheetView({ sheet, name }: { sheet: PictureSheet; name: string }) {
  const session = useSession();
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
      {rows.map(({ title, pictures }, row) => (
        <div key={row} className={styles.sheetRow}>
          <h3>{title}</h3>
          <ul>
            {pictures.map(({ picture, note, image, path }, i) => (
              <li key={i}>
                <button
                  data-quiet
                  className={styles.sheetPicture}
                  title={path ?? undefined}
                  disabled={image === null}
                  onClick={() => image !== null && session.looks.open(image)}
                >
                  <PictureCanvas picture={picture} label={`${path ?? title}: ${note}`} />
                  <span>{note}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
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
