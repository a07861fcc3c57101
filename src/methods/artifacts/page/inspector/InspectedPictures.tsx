import { useMemo } from 'react';
import { csvText } from '../../../../base/csv';
import { imageSlug } from '../../../../base/imageName';
import type { Picture } from '../../../../worker/protocol';
import type { InspectedImage, Stage } from '../asked';
import { SheetView } from '../../../../parts/SheetView';
import { savePictureRows } from '../../../../parts/pictureFile';
import { LaterTile } from '../figure/LaterTile';
import { maskPicture } from '../figure/maskPicture';
import { isLater, unlearntIn, useBrought, type Unlearnt } from '../figure/unlearnt';
import { PngButton } from '../../../../parts/PngButton';
import { saveFile } from '../../../../parts/saveFile';
import { usePage, useSession } from '../../../../parts/sessionContext';
import { useLook } from '../../../../parts/useLook';
import { useArtifacts } from '../useArtifacts';
import { DamageBrush } from './DamageBrush';
import { Inspection } from './inspection';
import { Tile } from './Tile';
import { useInspection } from './useInspection';
import styles from './Inspector.module.css';

/** The brush first, for it is under the hand; then what becomes of the image, and where C looks. */
export function InspectedPictures({ seen }: { seen: InspectedImage }) {
  const inspection = useLook(Inspection);
  const painted = useInspection((state) => state.painted);
  const stroke = useInspection((state) => state.stroke);
  const path = useInspection((state) => state.path) ?? '';
  const drawn = useMemo(() => Uint8Array.from(seen.mask), [seen.mask]);
  const mask = painted ?? drawn;
  const { pictures, cells, overlap } = seen;
  const unlearnt = useUnlearnt();
  const tiles = tilesOf(seen, mask, unlearnt);
  const repaired = unlearnt.R ? pictures.damaged : (stroke?.repaired ?? pictures.repaired);
  return (
    <div className={styles.columns}>
      <div className={styles.painting}>
        <DamageBrush picture={repaired} stage={unlearnt.R ? 'damaged' : 'repaired'} {...{ mask, cells }} />
        <div className={styles.hints}>
          <p>
            {overlap === null
              ? 'This picture is generated, from no image: whatever is painted on it changes nothing.'
              : 'Paint on the picture to drop and restore cells; arrow keys and Space do the same.'}
          </p>
          {stroke && !unlearnt.R && (
            <p data-testid="stroke-time" data-milliseconds={stroke.milliseconds}>
              Repaired in {Math.round(stroke.milliseconds)} ms.
            </p>
          )}
          <button
            data-testid="brush-reset"
            disabled={painted === null}
            onClick={() => inspection.paint(null)}
          >
            Mask of <span className="math">θ</span>
          </button>
          <button onClick={() => inspection.paint(new Uint8Array(cells * cells).fill(1))}>Keep all</button>
          <button onClick={() => inspection.paint(new Uint8Array(cells * cells))}>Drop all</button>
        </div>
      </div>
      <div>
        <div className={styles.tiles} data-testid="inspected" data-overlap={overlap ?? undefined}>
          {tiles.map(({ later, ...tile }) =>
            later ? (
              <figure key={tile.name} className={styles.tile}>
                <LaterTile who={later} label={tile.title} testId={`inspected-${tile.name}`} />
                <figcaption>
                  <strong>{tile.title}</strong>
                </figcaption>
              </figure>
            ) : (
              <Tile key={tile.name} {...tile} name={`${imageSlug(path)}-${tile.name}`} testId={tile.name} />
            ),
          )}
        </div>
        <div className={styles.row}>
          <button data-testid="save-inspected" onClick={() => saveNumbers(path, seen, mask, unlearnt)}>
            Numbers as CSV
          </button>
          <PngButton
            what="all that is seen here"
            testId="save-inspected-png"
            save={() =>
              saveAll(
                path,
                seen,
                tiles.filter(({ later }) => !later),
              )
            }
          />
          <FindNeighbours />
        </div>
      </div>
    </div>
  );
}

interface SeenTile {
  readonly title: string;
  readonly picture: Picture;
  readonly note: string;
  readonly name: string;
  /** The network that makes it, where that has learnt nothing yet. */
  readonly later?: 'R' | 'C' | undefined;
  readonly isHeat?: boolean;
}

/** Of the present run. */
function useUnlearnt(): Unlearnt {
  const phase = usePage((page) => page.status.phase);
  const fakes = useArtifacts((config) => config.fakes);
  const unlearnt = unlearntIn(phase, useBrought());
  return { ...unlearnt, R: isLater('repaired', fakes, unlearnt) };
}

/** All pictures there are of an image under this mask, each with its number. */
function tilesOf(seen: InspectedImage, mask: Uint8Array, unlearnt: Unlearnt): readonly SeenTile[] {
  const [R, C] = [unlearnt.R ? 'R' : undefined, unlearnt.C ? 'C' : undefined] as const;
  const { pictures, score, cells, overlap, repairDifference: change, attention, guided } = seen;
  const stage = (title: string, name: Stage): SeenTile => ({
    ...{ title, name, picture: pictures[name], note: C ? '' : `${Math.round(100 * score[name])} % real` },
  });
  const cellPicture = (kept: Uint8Array | Float32Array): Picture => ({
    ...{ width: cells, height: cells, rgba: maskPicture(kept) },
  });
  const dropped = mask.filter((kept) => kept === 0).length;
  return [
    stage('Original', 'original'),
    stage('Autoencoded', 'autoencoded'),
    stage('Damaged', 'damaged'),
    { ...stage('Repaired', 'repaired'), later: R },
    { title: 'Ω', name: 'mask', picture: cellPicture(mask), note: `${dropped} of ${mask.length} dropped` },
    {
      ...{ title: 'Predicted Ω', name: 'predicted', picture: cellPicture(seen.predictedMask.repaired) },
      note: overlap === null ? 'no Ω to compare with' : `overlap ${(100 * overlap).toFixed(0)} %`,
      later: C,
    },
    {
      ...{ title: 'Repair’s change', name: 'difference', picture: change.picture },
      note: `mean ${change.mean.toFixed(3)}, at most ${change.largest.toFixed(2)}`,
      later: R,
    },
    {
      ...{ title: 'Guided gradient', name: 'guided', picture: guided },
      note: 'of its decision on “repaired”',
      later: C,
    },
    {
      ...{ title: 'Grad-CAM: corrupt', name: 'cam-corrupt', picture: attention.repaired.corrupt },
      ...{ note: 'on “repaired”, black 0 to white most', isHeat: true },
      later: C,
    },
    {
      ...{ title: 'Grad-CAM: real', name: 'cam-real', picture: attention.autoencoded.real },
      ...{ note: 'on “autoencoded”, black 0 to white most', isHeat: true },
      later: C,
    },
  ];
}

function saveAll(path: string, { pictures }: InspectedImage, tiles: readonly SeenTile[]): Promise<void> {
  const rows = tiles.map(({ title, note, picture }) => ({ title: `${title}: ${note}`, pictures: [picture] }));
  return savePictureRows(
    rows,
    `${imageSlug(path)}.png`,
    Math.max(1, Math.round(128 / pictures.original.width)),
  );
}

function FindNeighbours() {
  const { looks } = useSession();
  const inspection = useLook(Inspection);
  const neighbours = useInspection((state) => state.neighbours);
  const isSearching = useInspection((state) => state.isSearching);
  const isRunning = usePage((page) => page.status.state === 'running');
  return (
    <>
      <button
        data-testid="find-neighbours"
        disabled={isSearching}
        onClick={() => void inspection.findNeighbours()}
      >
        {isSearching ? 'Searching…' : 'Nearest neighbours'}
      </button>
      {isSearching && isRunning && (
        <p className={styles.note}>Between the training steps; sooner while paused.</p>
      )}
      {neighbours && <SheetView sheet={neighbours} name="neighbours" onOpen={looks.open} />}
    </>
  );
}

function saveNumbers(
  path: string,
  { image, theta, score, overlap, predictedMask, repairDifference }: InspectedImage,
  mask: Uint8Array,
  { R, C }: Unlearnt,
): void {
  const judged = [
    ...Object.entries(score).map(([stage, value]) => [`P(real), ${stage}`, value]),
    ['overlap', overlap],
  ];
  const repaired = [
    ['repair difference, mean', repairDifference.mean],
    ['repair difference, largest', repairDifference.largest],
  ];
  const rows = [
    ['measure', 'value'],
    ['image', image],
    ['path', path],
    ['theta', theta],
    ...(C ? [] : judged),
    ...(R ? [] : repaired),
    ...Array.from(mask, (kept, i) => [`mask ${i}`, kept]),
    ...(C ? [] : Array.from(predictedMask.repaired, (kept, i) => [`predicted ${i}`, kept])),
  ];
  saveFile(csvText(rows), `${imageSlug(path)}.csv`, 'text/csv');
}
