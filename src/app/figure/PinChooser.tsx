import { useEffect, useState } from 'react';
import { count } from '../../base/counted';
import { MAX_PINNED, type ImageSetInfo, type Thumbnails } from '../../worker/protocol';
import { savePictureRows } from '../../parts/pictureFile';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { PngButton } from '../../parts/PngButton';
import { PixelCanvas } from '../../parts/PixelCanvas';
import { thumbnailAt, thumbnailRows } from './thumbnailRows';
import styles from './PinChooser.module.css';

const PAGE = 60;

/** All images, a page at a time; a click pins one to Figure 3 or takes it off. */
export function PinChooser() {
  const images = usePage((page) => page.images);
  const pinned = usePage((page) => page.pinned.length);
  const [from, setFrom] = useState(0);
  const total = images?.count ?? 0;
  // A smaller set may have come since.
  const start = from < total ? from : 0;
  return (
    <section className={panel.panel} data-testid="pin-chooser" aria-labelledby="pin-title">
      <div className={panel.head}>
        <h2 id="pin-title">Pinned images</h2>
        <span className={panel.note}>
          {pinned} of at most {MAX_PINNED}
        </span>
        {total > PAGE && (
          <div className={panel.row}>
            <button data-quiet disabled={start === 0} onClick={() => setFrom(start - PAGE)}>
              ‹ Back
            </button>
            <span className={panel.note}>
              {count(start + 1)}–{count(Math.min(total, start + PAGE))} of {count(total)}
            </span>
            <button data-quiet disabled={start + PAGE >= total} onClick={() => setFrom(start + PAGE)}>
              On ›
            </button>
          </div>
        )}
      </div>
      {images && <PageOfImages images={images} from={start} />}
    </section>
  );
}

function PageOfImages({ images, from }: { images: ImageSetInfo; from: number }) {
  const pinned = usePage((page) => page.pinned);
  const thumbnails = useThumbnails(images, from);
  if (!thumbnails) return <p className={panel.note}>Drawing…</p>;
  return (
    <>
      <ThumbnailGrid thumbnails={thumbnails} from={from} />
      <div className={styles.files}>
        <PngButton
          what="the images shown here"
          testId="save-pins"
          save={() => savePictureRows(thumbnailRows(thumbnails, from, pinned), `images-from-${from}.png`)}
        />
      </div>
    </>
  );
}

function ThumbnailGrid({ thumbnails, from }: { thumbnails: Thumbnails; from: number }) {
  const session = useSession();
  const pinned = usePage((page) => page.pinned);
  const { pixels, names, labels } = thumbnails;
  const isFull = pinned.length >= MAX_PINNED;
  return (
    <div className={styles.grid}>
      {names.map((name, i) => {
        const index = from + i;
        const isPinned = pinned.includes(index);
        const label = labels[i] ? `${name} (${labels[i]})` : name;
        return (
          <button
            key={index}
            className={styles.thumbnail}
            data-testid="thumbnail"
            data-image={index}
            aria-pressed={isPinned}
            aria-label={label}
            title={isFull && !isPinned ? `${MAX_PINNED} are pinned; take one off first` : label}
            disabled={isFull && !isPinned}
            onClick={() => void session.pins.toggle(index)}
          >
            <PixelCanvas rgba={thumbnailAt(thumbnails, i)} side={pixels} label="" aria-hidden="true" />
          </button>
        );
      })}
    </div>
  );
}

/** The page of thumbnails that starts at `from`; null until it is there. */
function useThumbnails(images: ImageSetInfo, from: number): Thumbnails | null {
  const session = useSession();
  const [loaded, setLoaded] = useState<{ of: ImageSetInfo; from: number; thumbnails: Thumbnails } | null>(
    null,
  );
  useEffect(() => {
    let wanted = true;
    session.thumbnails(from, Math.min(PAGE, images.count - from)).then(
      (thumbnails) => wanted && setLoaded({ of: images, from, thumbnails }),
      (error: unknown) => session.tellFailure('Drawing the thumbnails', error),
    );
    return () => {
      wanted = false;
    };
  }, [session, images, from]);
  return loaded?.of === images && loaded.from === from ? loaded.thumbnails : null;
}
