import { useLayoutEffect, useRef } from 'react';
import { count } from '../base/counted';
import { aboutMethod } from '../experiments/abouts';
import { aboutPhase } from '../experiments/phases';
import { chosenFiles } from './data/pickedFiles';
import { useLoad } from './data/useLoad';
import { useColumns } from './figure/columns';
import { DamageControls } from './figure/DamageControls';
import { saveSheetOf } from './figure/figureSheet';
import { FigureTable } from './figure/FigureTable';
import { MaskKey } from './figure/MaskKey';
import { SideScroll } from './figure/SideScroll';
import { openLesson } from './learn/useLesson';
import { useOwnPanels } from './ownPanels';
import { PngButton } from './PngButton';
import { useArtifacts, usePage, useSession } from './sessionContext';
import { useShowcase } from './showcaseContext';
import styles from './Welcome.module.css';

/** The page before there are images: what the method is about, and the ways on. */
export function Welcome() {
  const section = useGoOnToPictures();
  const own = useOwnPanels();
  return (
    <section ref={section} className={styles.welcome} aria-labelledby="welcome-title" data-testid="welcome">
      {own ? <Artifacts /> : <Plain />}
    </section>
  );
}

/** A method of which no networks are shipped. */
function Plain() {
  const { title, summary, paper } = aboutMethod(usePage((page) => page.running.method));
  return (
    <>
      <div className={styles.head}>
        <h2 id="welcome-title">{title}</h2>
        <p>{summary}</p>
      </div>
      <div className={styles.ways}>
        <SampleWay />
        <FilesWay />
      </div>
      <p className={styles.source}>
        After {paper.authors}, “{paper.title}”, {paper.year}. {PRIVATE}
      </p>
    </>
  );
}

const PRIVATE = 'Everything runs in this browser; nothing leaves your machine.';

/** The first method at work on networks that were trained before, and three ways on. */
function Artifacts() {
  return (
    <>
      <div className={styles.head}>
        <h2 id="welcome-title">Learning to spot artifacts</h2>
        <p>Drag θ and see pictures break and mend.</p>
      </div>
      <div className={styles.body}>
        <div className={styles.demo}>
          <DamageControls />
          <Shown />
          <div className={styles.sentences}>
            <p>
              <strong>Damage</strong> drops cells of what an autoencoder has kept of a picture, each with
              probability θ, and fills them with the average of their neighbours.
            </p>
            <p>
              <strong>Repair</strong> is a network that may change the dropped cells only; the decoder spreads
              each change a few pixels. It learns to fool a discriminator, which by spotting what is left
              learns to see.
            </p>
          </div>
        </div>
        <div className={styles.ways}>
          <SampleWay />
          <FilesWay />
          <TourWay />
        </div>
      </div>
      <p className={styles.source}>
        After S. Jenni and P. Favaro, “Self-Supervised Feature Learning by Learning to Spot Artifacts”, CVPR
        2018. {PRIVATE}
      </p>
    </>
  );
}

/** When a run's pictures take the place of these, they are in view, and the keyboard goes on from there. */
function useGoOnToPictures() {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const welcome = section.current;
    return () => {
      const pictures = document.getElementById('pictures');
      if (!pictures) return;
      if (welcome?.contains(document.activeElement)) pictures.focus({ preventScroll: true });
      pictures.scrollTop = 0; // where the column scrolls by itself
      if (pictures.getBoundingClientRect().top < 0) pictures.scrollIntoView();
    };
  }, []);
  return section;
}

/** The shipped networks have both phases behind them. */
const LEARNT = { phase: 'repair', fakes: 'repaired' } as const;

function Shown() {
  const { figure, set, isLive, problem } = useShowcase((state) => state);
  const columns = useColumns(LEARNT, null);
  const isReading = usePage((page) => page.reading !== null);
  const awaited = isReading ? 'Reading the images…' : 'Drawing…';
  return (
    <div className={styles.shown}>
      <SideScroll
        data-testid="showcase"
        data-theta={figure?.theta}
        data-live={isLive}
        role="region"
        aria-label="Figure 3 of the networks shipped with this page"
        tabIndex={0}
      >
        {figure ? (
          <FigureTable figure={figure} columns={columns} />
        ) : (
          <div className={styles.awaited}>{problem ?? awaited}</div>
        )}
      </SideScroll>
      <div className={styles.caption}>
        <p className={styles.source}>
          {set && figure
            ? `Shipped networks: ${set}, ${count(figure.step)} steps of ${aboutPhase(figure.phase).called}, ${figure.pixels} px.`
            : 'Networks shipped with this page.'}{' '}
          {figure && !isLive
            ? (problem ?? 'Drawn before; live in a moment.')
            : 'C scores nearly every copy above what was made of it by damage and repair.'}
        </p>
        {figure && <MaskKey />}
        {figure && (
          <PngButton what="the figure" testId="save-showcase" save={() => saveSheetOf(figure, columns)} />
        )}
      </div>
    </div>
  );
}

function useIsBusy(): boolean {
  return usePage((page) => page.reading !== null || page.collecting !== null);
}

function SampleWay() {
  const session = useSession();
  const busy = useIsBusy();
  const own = useOwnPanels();

  async function trainOnSample(): Promise<void> {
    await session.loadSample();
    await session.start();
  }

  return (
    <div className={styles.way}>
      <button
        data-primary
        data-testid="way-sample"
        disabled={busy}
        title="Loads the sample set and starts with fresh networks"
        onClick={() => void trainOnSample()}
      >
        Train on the sample set
      </button>
      <p>1,214 emoji, fresh networks{own ? <ShippedWay /> : '.'}</p>
    </div>
  );
}

function ShippedWay() {
  const session = useSession();
  const busy = useIsBusy();
  const theta = useArtifacts(({ theta }) => theta);
  return (
    <>
      , <span className="math">θ</span> = {theta.toFixed(2)}.{' '}
      <button
        className={styles.link}
        data-testid="way-shipped"
        disabled={busy}
        title="Loads the sample set and starts: phase two continues from the networks above"
        onClick={() => void session.beginShipped()}
      >
        Or continue from those above
      </button>
    </>
  );
}

function FilesWay() {
  const busy = useIsBusy();
  const files = useRef<HTMLInputElement>(null);
  const { loadPicked } = useLoad();
  return (
    <div className={styles.way}>
      <button data-testid="way-files" disabled={busy} onClick={() => files.current?.click()}>
        Drop your images
      </button>
      <p>Folders, files or a zip, anywhere on this page; or press to choose. They stay on this machine.</p>
      <input
        ref={files}
        type="file"
        multiple
        accept="image/*,.zip"
        hidden
        onChange={({ currentTarget }) => {
          const picked = currentTarget.files ? chosenFiles(currentTarget.files) : [];
          currentTarget.value = '';
          void loadPicked(picked);
        }}
      />
    </div>
  );
}

function TourWay() {
  return (
    <div className={styles.way}>
      <button data-testid="way-tour" onClick={() => openLesson('artifact')}>
        Take the tour
      </button>
      <p>Five short lessons that drive this page, with the paper’s equations beside the controls.</p>
    </div>
  );
}
