import { useState } from 'react';
import { imageName } from '../../../../base/imageName';
import { short } from '../../../../parts/format';
import { savePictureRows } from '../../../../parts/pictureFile';
import { PixelCanvas } from '../../../../parts/PixelCanvas';
import { PngButton } from '../../../../parts/PngButton';
import { Select } from '../../../../parts/Select';
import { useTwins } from '../../../../parts/useTwins';
import type { Figure, Figure3, FigureColumn, FigureDifference } from '../../../../worker/protocol';
import { isLater, LATER, LATER_HELP, unlearntIn, type Unlearnt } from '../figure/unlearnt';
import styles from './TwinFigure3.module.css';

const COLUMNS: readonly (readonly [FigureColumn, string])[] = [
  ['repaired', 'Repaired'],
  ['damaged', 'Damaged'],
  ['real', 'Autoencoded'],
  ['ungated', 'No gate'],
  ['twice', 'Twice'],
];

/** Of Figure 3 one column at a time, and how far both are apart. */
export function TwinFigure3({ A, B }: { A: Figure; B: Figure }) {
  return A.kind === 'figure3' && B.kind === 'figure3' && <Pair A={A} B={B} />;
}

function Pair({ A, B }: { A: Figure3; B: Figure3 }) {
  const difference = useTwins((state) => state.difference);
  const [asked, setColumn] = useState<FigureColumn>('repaired');
  // Twins draw all their weights from the seed.
  const unlearnt = unlearntIn(A.phase, null);
  const there = COLUMNS.filter(([each]) => ![A, B].some(({ fakes }) => isLater(each, fakes, unlearnt)));
  const column = there.some(([each]) => each === asked) ? asked : there[0]![0];
  return (
    <>
      <div className={styles.column}>
        <Select title="Pictures" testId="twins-column" value={column} options={there} onChoose={setColumn} />
        <PngButton
          what="the pictures"
          testId="twins-figure-png"
          save={() => savePictureRows(twinRows(column, A, B, difference), `twins-${column}.png`)}
        />
      </div>
      <div className={styles.scroll}>
        <table className={styles.figure} data-testid="twins-figure">
          <thead>
            <tr>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col">|A − B| of 255</th>
              <th scope="col">P(real)</th>
            </tr>
          </thead>
          <tbody>
            {A.rows.map((_, i) => (
              <TwinRow key={i} at={i} {...{ column, A, B, difference, unlearnt }} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** A row an image: by A, by B, and their difference. */
function twinRows(column: FigureColumn, A: Figure3, B: Figure3, difference: FigureDifference | null) {
  const picture = (from: Figure3 | FigureDifference, row: number) => {
    const rgba = from.rows[row]?.tiles[column];
    return rgba ? [{ width: from.pixels, height: from.pixels, rgba }] : [];
  };
  return A.rows.map(({ path }, row) => ({
    title: `${imageName(path)}: A, B, |A − B|`,
    pictures: [A, B, ...(difference ? [difference] : [])].flatMap((from) => picture(from, row)),
  }));
}

interface TwinRowProps {
  at: number;
  column: FigureColumn;
  A: Figure3;
  B: Figure3;
  difference: FigureDifference | null;
  unlearnt: Unlearnt;
}

function TwinRow({ at, column, A, B, difference, unlearnt }: TwinRowProps) {
  const [a, b, apart] = [A.rows[at]!, B.rows[at], difference?.rows[at]];
  if (!b) return null;
  return (
    <tr>
      <td>
        <PixelCanvas rgba={a.tiles[column]} side={A.pixels} label={`${a.path} by A`} />
      </td>
      <td>
        <PixelCanvas rgba={b.tiles[column]} side={B.pixels} label={`${b.path} by B`} />
      </td>
      <td>
        {apart && difference ? (
          <>
            <PixelCanvas
              rgba={apart.tiles[column]}
              side={difference.pixels}
              label={`Difference of ${a.path}`}
            />
            <small>mean {short(apart.mean[column])}</small>
          </>
        ) : (
          'none: one run still'
        )}
      </td>
      <td>
        {unlearnt.C ? (
          <small className={styles.later} title={LATER_HELP.C}>
            {LATER}
          </small>
        ) : (
          <>
            A {short(a.score[column])}
            <br />B {short(b.score[column])}
          </>
        )}
      </td>
    </tr>
  );
}
