import { useEffect, useState } from 'react';
import { count } from '../../base/counted';
import { MAX_PINNED, type ImageSetInfo, type Thumbnails } from '../../worker/protocol';
import { savePictureRows } from '../../parts/pictureFile';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { PngButton } from '../../parts/PngButton';
import { PixelCanvas } from '../../parts/PixelCanvas';
import { useRovingFocus } from './useRovingFocus';
import { thumbnailAt, thumbnailRows } from './thumbnailRows';
import styles from './PinChooser.module.css';

const PAGE = 60;

/** All images, a page at a time, from the first pinned one’s on; a click pins one to the figure or takes it off. */
export function PinChooser() {
  const images = usePage((page) => page.images);
  const pinned = usePage((page) => page.pinned);
  const [asked, setAsked] = useState<{ of: ImageSetInfo; from: number } | null>(null);
  const total = images?.count ?? 0;
  // Other images may have come since.
  const start = asked?.of === images ? (asked?.from ?? 0) : 0;
  const here = pinned.filter((image) => image >= start && image < start + PAGE).length;
  const show = (from: number): void => setAsked(images && { of: images, from });
  // Once only, so that the page stays when that image is taken off.
  if (images && asked?.of !== images && pinned[0] !== undefined && pinned[0] < total) show(pageOf(pinned[0]));
  return (
    <section className={panel.panel} data-testid="pin-chooser" aria-labelledby="pin-title">
      <div className={panel.head}>
        <h2 id="pin-title">Choose images</h2>
        <span className={panel.note}>
          {pinned.length} of at most {MAX_PINNED} pinned{total > PAGE && `, ${here} on this page`}
        </span>
        {total > PAGE && (
          <div className={panel.row}>
            <button data-quiet disabled={start === 0} onClick={() => show(start - PAGE)}>
              ‹ Previous
            </button>
            <span className={panel.note}>
              {count(start + 1)}–{count(Math.min(total, start + PAGE))} of {count(total)}
            </span>
            <button data-quiet disabled={start + PAGE >= total} onClick={() => show(start + PAGE)}>
              Next ›
            </button>
          </div>
        )}
      </div>
      {images && <PageOfImages images={images} from={start} />}
    </section>
  );
}

/** The first image of the page that an image is on. */
function pageOf(image: number): number {
  return image - (image % PAGE);
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
  const [holder, tabIndexOf] = useRovingFocus();
  return (
    <div className={styles.grid} role="toolbar" aria-label="Images to pin" {...holder}>
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
            aria-disabled={isFull && !isPinned}
            tabIndex={tabIndexOf(i)}
            title={titleOf(label, isPinned, isFull)}
            onClick={() => void session.pins.toggle(index)}
          >
            <PixelCanvas rgba={thumbnailAt(thumbnails, i)} side={pixels} label="" aria-hidden="true" />
          </button>
        );
      })}
    </div>
  );
}

function titleOf(label: string, isPinned: boolean, isFull: boolean): string {
  if (isPinned) return `${label}: pinned; press to take it off`;
  return isFull ? `${MAX_PINNED} are pinned; take one off first` : label;
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
