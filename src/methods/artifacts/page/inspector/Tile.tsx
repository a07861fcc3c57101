import type { Picture } from '../../../../worker/protocol';
import { HeatKey } from '../../../../parts/HeatKey';
import { PictureCanvas } from '../../../../parts/PictureCanvas';
import { savePicture } from '../../../../parts/pictureFile';
import { useSession } from '../../../../parts/sessionContext';
import styles from './Inspector.module.css';

interface TileProps {
  title: string;
  picture: Picture;
  note: string;
  /** Of the file. */
  name: string;
  testId: string;
  /** Whether its colours are those of the heat key. */
  isHeat?: boolean;
}

/** Side of saved pictures, about, in pixels. */
const SAVED_PIXELS = 512;

/** A picture with its number, which a press saves. */
export function Tile({ title, picture, note, name, testId, isHeat = false }: TileProps) {
  const session = useSession();
  const scale = Math.max(1, Math.round(SAVED_PIXELS / picture.width));
  return (
    <figure className={styles.tile}>
      <button
        data-quiet
        title="Saves this picture as PNG"
        data-testid={`save-${testId}`}
        onClick={() => {
          savePicture(picture, `${name}.png`, scale).catch((error: unknown) =>
            session.tellFailure('Saving the picture', error),
          );
        }}
      >
        <PictureCanvas picture={picture} label={`${title}: ${note}`} testId={`inspected-${testId}`} />
      </button>
      <figcaption>
        <strong>{title}</strong> {note}
        {isHeat && <HeatKey />}
      </figcaption>
    </figure>
  );
}
