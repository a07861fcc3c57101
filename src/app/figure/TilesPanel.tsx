import { useState } from 'react';
import { aboutMethod } from '../../experiments/abouts';
import { picked, type ConfigKey } from '../../experiments/config';
import { columnsIn, rightOf } from '../../experiments/tileSheet';
import type { TileFigure } from '../../worker/protocol';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { FigureHead } from '../../parts/FigureHead';
import { SideScroll } from '../../parts/SideScroll';
import { StepScrubber } from '../../parts/StepScrubber';
import { useShownTiles } from '../../parts/useFigures';
import pictures from '../../parts/Figure.module.css';
import tools from '../../parts/FigureTools.module.css';
import { LiveFields } from '../settings/LiveFields';
import { columnGroups, picturesInLine } from './columnGroups';
import { ConfusionTable } from './ConfusionTable';
import { Quiz } from './Quiz';
import { questionsOf } from './questions';
import { SaveTiles } from './SaveTiles';
import { TileGroup } from './TileGroup';
import styles from './Tiles.module.css';

/** The figure of a method that says it by columns, for the pinned images. */
export function TilesPanel() {
  const { figure, isLive } = useShownTiles();
  const pinned = usePage((page) => page.pinned.length);
  const [isAsked, setAsked] = useState(false);
  const canAsk = figure !== null && questionsOf(figure).length > 0;
  return (
    <section className={panel.panel} aria-labelledby="figure-title">
      <FigureHead title={isLive ? 'Pinned images, live' : 'Pinned images, as they were'} figure={figure} />
      <div className={tools.tools}>
        {canAsk && (
          <button
            data-quiet
            data-testid="quiz-toggle"
            aria-expanded={isAsked}
            title="You guess, then the network"
            onClick={() => setAsked(!isAsked)}
          >
            Can you tell?
          </button>
        )}
        <span className={tools.files}>
          <SaveTiles figure={figure} />
        </span>
      </div>
      {isAsked && canAsk && <Quiz figure={figure} />}
      <Beside />
      <SideScroll
        data-testid="figure"
        data-step={figure?.step}
        role="region"
        aria-label="The figure’s pictures"
        tabIndex={0}
      >
        {figure && figure.rows.length > 0 ? (
          <TileTable figure={figure} isLive={isLive} />
        ) : (
          <p className={panel.note}>{pinned === 0 ? 'Pin an image below to see it here.' : 'Drawing…'}</p>
        )}
      </SideScroll>
      <StepScrubber />
    </section>
  );
}

/** The method’s live settings that the pictures depend on. */
function Beside() {
  const session = useSession();
  // Of the run that is shown, whatever is pending.
  const running = usePage((page) => page.running);
  const { method } = running;
  const values = picked(running, aboutMethod(method).beside as readonly ConfigKey[]);
  return <LiveFields method={method} values={values} testId="live" onChange={session.settings.setField} />;
}

interface TileTableProps {
  figure: TileFigure;
  /** Whether its images can be taken off. */
  isLive?: boolean;
}

/** Steps after which the running averages of normalisation have left their start behind: their decay is 0.975. */
const SETTLED_STEPS = 120;

/** An image a row, what is told of a picture below it, and what is taken for what. */
export function TileTable({ figure, isLive = false }: TileTableProps) {
  const { rows, pixels, confusion, step } = figure;
  const groups = columnGroups(columnsIn(figure));
  const { wide, narrow, told } = picturesInLine(groups);
  return (
    <>
      <div className={styles.figure}>
        <ul className={styles.rows} style={{ '--across': wide, '--narrow': narrow, '--told': told }}>
          {rows.map((row) => (
            <li
              key={row.image}
              className={`${styles.row} ${pictures.row}`}
              data-testid="figure-row"
              data-image={row.image}
              title={row.path}
            >
              {groups.map((group, i) => (
                <TileGroup key={i} {...{ row, group, pixels, narrow }} hasUnpin={isLive && i === 0} />
              ))}
            </li>
          ))}
        </ul>
      </div>
      {groups.some(({ bars }) => bars && rows.some((row) => rightOf(row, bars) !== null)) && (
        <p className={panel.note}>
          Predicted probabilities; what is right is coloured and bold.
          {step < SETTLED_STEPS &&
            ' Normalisation settles within the first hundred steps; before, they look too certain.'}
        </p>
      )}
      {confusion && <ConfusionTable {...confusion} />}
    </>
  );
}
