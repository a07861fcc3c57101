import {
  hasRenderings,
  referenceCells,
  rowCells,
  tableHeader,
  tableNotes,
} from '../../experiments/tableColumns';
import { rowLabel } from '../../experiments/tables';
import type { KeptTable } from '../../worker/protocol';
import { savePictureRows } from '../../parts/pictureFile';
import { PictureCanvas } from '../../parts/PictureCanvas';
import { PngButton } from '../../parts/PngButton';
import { breakable, hyphenated } from '../../parts/format';
import { saveFile } from '../../parts/saveFile';
import { useSession } from '../../parts/sessionContext';
import { useNow } from '../useNow';
import { tableTitle } from './tableTitle';
import { useTables } from './useTables';
import styles from './Tables.module.css';

const FORMATS = [
  { format: 'csv', title: 'CSV', type: 'text/csv', extension: 'csv' },
  { format: 'latex', title: 'LaTeX', type: 'application/x-tex', extension: 'tex' },
  { format: 'md', title: 'Markdown', type: 'text/markdown', extension: 'md' },
  { format: 'json', title: 'JSON', type: 'application/json', extension: 'json' },
] as const;

/** A table as it stands: the paper's number beside ours, and what can be done with it. */
export function KeptTableView({ kept, isOpen }: { kept: KeptTable; isOpen: boolean }) {
  const session = useSession();
  const isIdle = useTables((state) => state.making === null && !state.isBusy);
  const now = useNow();
  const { id, table, state } = kept;
  const title = tableTitle(kept, now);
  const lines = [
    ...table.rows.map((row) => ({ key: row.id, cells: rowCells(table, row) })),
    ...table.references.map((reference) => ({
      key: reference.network,
      cells: referenceCells(table, reference),
    })),
  ];
  return (
    <details className={styles.kept} open={isOpen} data-testid="kept-table" data-state={state}>
      <summary>{title}</summary>
      <p className={styles.note}>{table.caption}</p>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              {tableHeader(table)
                .slice(1)
                .map((title) => (
                  <th key={title} scope="col">
                    {hyphenated(title)}
                  </th>
                ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ key, cells: [letter = '', title = '', ...numbers] }) => (
              <tr key={key} data-row={key}>
                <th scope="row">{hyphenated(rowLabel(letter, title))}</th>
                {numbers.map((cell, i) => (
                  <td key={i}>{breakable(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {tableNotes(table).map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
      <div className={styles.buttons}>
        {state === 'incomplete' && (
          <button
            data-primary
            data-testid="table-continue"
            disabled={!isIdle}
            onClick={() => void session.tables.continue(id)}
          >
            Continue
          </button>
        )}
        <SaveTable id={id} title={table.setting.title} />
        {hasRenderings(table) && <Renderings id={id} />}
        <button
          disabled={!isIdle}
          data-testid="table-delete"
          title="Can be undone for a day"
          onClick={() => void session.tables.delete(id, `Deleted the table of ${title}.`)}
        >
          Delete
        </button>
      </div>
      <RenderedRows id={id} />
    </details>
  );
}

function SaveTable({ id, title }: { id: string; title: string }) {
  const name = title.toLowerCase().replace(/\W+/g, '-');
  const session = useSession();
  async function save({ format, type, extension }: (typeof FORMATS)[number]): Promise<void> {
    saveFile(await session.tables.text(id, format), `${name}.${extension}`, type);
  }
  return FORMATS.map((format) => (
    <button
      key={format.format}
      data-testid={`table-${format.format}`}
      onClick={() => {
        save(format).catch((error: unknown) => session.tellFailure('Saving the table', error));
      }}
    >
      {format.title}
    </button>
  ));
}

/** Figure 6: what the repaired pictures of each row look like. */
function Renderings({ id }: { id: string }) {
  const session = useSession();
  const isShown = useTables(({ renderings }) => renderings?.id === id);
  return (
    <button
      aria-pressed={isShown}
      data-testid="table-renderings"
      onClick={() => void session.tables.render(isShown ? null : id)}
    >
      Figure 6
    </button>
  );
}

function RenderedRows({ id }: { id: string }) {
  const renderings = useTables((state) => state.renderings);
  if (renderings?.id !== id) return null;
  return (
    <div data-testid="renderings">
      {renderings.rows.map(({ title, names, pictures }) => (
        <div key={title} className={styles.strip}>
          <span>{title}</span>
          {pictures.map((picture, i) => (
            <PictureCanvas key={i} picture={picture} label={`${title}: ${names[i] ?? `picture ${i + 1}`}`} />
          ))}
        </div>
      ))}
      <PngButton
        what="Figure 6"
        testId="save-renderings"
        save={() => savePictureRows(renderings.rows, 'figure6.png')}
      />
    </div>
  );
}
