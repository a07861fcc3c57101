import { useMemo } from 'react';
import type { InspectedImage, Picture, Stage } from '../../worker/protocol';
import { SheetView } from '../evaluation/SheetView';
import { csvText } from '../evaluation/measured';
import { maskPicture } from '../figure/maskPicture';
import { saveFile } from '../saveFile';
import { usePage, useSession } from '../sessionContext';
import { DamageBrush } from './DamageBrush';
import { Tile } from './Tile';
import { useInspection } from './useInspection';
import styles from './Inspector.module.css';

/** The brush first, for it is under the hand; then what becomes of the image, and where C looks. */
export function InspectedPictures({ seen }: { seen: InspectedImage }) {
  const session = useSession();
  const painted = useInspection((state) => state.painted);
  const stroke = useInspection((state) => state.stroke);
  const drawn = useMemo(() => Uint8Array.from(seen.mask), [seen.mask]);
  const mask = painted ?? drawn;
  const { pictures, score, cells, repairDifference, attention, guided, overlap } = seen;
  const real = (stage: Stage) => `${Math.round(100 * score[stage])} % real`;
  const maskTile = (kept: Uint8Array | Float32Array): Picture => ({
    width: cells,
    height: cells,
    rgba: maskPicture(kept),
  });
  const tile = (title: string, picture: Picture, note: string, name: string) => (
    <Tile
      key={name}
      title={title}
      picture={picture}
      note={note}
      name={`image-${seen.image}-${name}`}
      testId={name}
    />
  );
  return (
    <div className={styles.columns}>
      <div className={styles.painting}>
        <DamageBrush picture={stroke?.repaired ?? pictures.repaired} mask={mask} cells={cells} />
        <div className={styles.hints}>
          <p>
            {overlap === null
              ? 'This picture is generated, from no image: whatever is painted on it changes nothing.'
              : 'Paint on the picture to drop and restore cells; arrow keys and Space do the same.'}
          </p>
          {stroke && (
            <p data-testid="stroke-time" data-milliseconds={stroke.milliseconds}>
              Repaired in {Math.round(stroke.milliseconds)} ms.
            </p>
          )}
          <button
            data-testid="brush-reset"
            disabled={painted === null}
            onClick={() => session.inspection.paint(null)}
          >
            Mask of <span className="math">θ</span>
          </button>
          <button onClick={() => session.inspection.paint(new Uint8Array(cells * cells).fill(1))}>
            Keep all
          </button>
          <button onClick={() => session.inspection.paint(new Uint8Array(cells * cells))}>Drop all</button>
        </div>
      </div>
      <div>
        <div className={styles.tiles} data-testid="inspected" data-overlap={overlap ?? undefined}>
          {tile('Original', pictures.original, real('original'), 'original')}
          {tile('Autoencoded', pictures.autoencoded, real('autoencoded'), 'autoencoded')}
          {tile('Damaged', pictures.damaged, real('damaged'), 'damaged')}
          {tile('Repaired', pictures.repaired, real('repaired'), 'repaired')}
          {tile(
            'Ω',
            maskTile(mask),
            `${mask.filter((kept) => kept === 0).length} of ${mask.length} dropped`,
            'mask',
          )}
          {tile(
            'Predicted Ω',
            maskTile(seen.predictedMask.repaired),
            overlap === null ? 'no Ω to compare with' : `overlap ${(100 * overlap).toFixed(0)} %`,
            'predicted',
          )}
          {tile(
            'Repair’s change',
            repairDifference.picture,
            `mean ${repairDifference.mean.toFixed(3)}, at most ${repairDifference.largest.toFixed(2)}`,
            'difference',
          )}
          {tile('Guided gradient', guided, 'of its decision on “repaired”', 'guided')}
          {tile('Grad-CAM: corrupt', attention.repaired.corrupt, 'on “repaired”', 'cam-corrupt')}
          {tile('Grad-CAM: real', attention.autoencoded.real, 'on “autoencoded”', 'cam-real')}
        </div>
        <div className={styles.row}>
          <button data-testid="save-inspected" onClick={() => saveNumbers(seen, mask)}>
            Numbers as CSV
          </button>
          <FindNeighbours />
        </div>
      </div>
    </div>
  );
}

function FindNeighbours() {
  const session = useSession();
  const neighbours = useInspection((state) => state.neighbours);
  const isSearching = useInspection((state) => state.isSearching);
  const isRunning = usePage((page) => page.status.state === 'running');
  return (
    <>
      <button
        data-testid="find-neighbours"
        disabled={isSearching}
        onClick={() => void session.inspection.findNeighbours()}
      >
        {isSearching ? 'Searching…' : 'Nearest neighbours'}
      </button>
      {isSearching && isRunning && (
        <p className={styles.note}>Between the training steps; sooner while paused.</p>
      )}
      {neighbours && <SheetView sheet={neighbours} name="neighbours" />}
    </>
  );
}

function saveNumbers(
  { image, theta, score, overlap, predictedMask, repairDifference }: InspectedImage,
  mask: Uint8Array,
): void {
  const rows = [
    ['measure', 'value'],
    ['image', image],
    ['theta', theta],
    ...Object.entries(score).map(([stage, value]) => [`P(real), ${stage}`, value]),
    ['overlap', overlap],
    ['repair difference, mean', repairDifference.mean],
    ['repair difference, largest', repairDifference.largest],
    ...Array.from(mask, (kept, i) => [`mask ${i}`, kept]),
    ...Array.from(predictedMask.repaired, (kept, i) => [`predicted ${i}`, kept]),
  ];
  saveFile(csvText(rows), `image-${image}.csv`, 'text/csv');
}
