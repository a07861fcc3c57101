import { useRef, type ReactNode } from 'react';
import { count } from '../../../../base/counted';
import { csvText } from '../../../../base/csv';
import type { Health } from '../asked';
import { savePng } from '../../../../parts/chartFiles';
import { short } from '../../../../parts/format';
import panel from '../../../../parts/panel.module.css';
import { PngButton } from '../../../../parts/PngButton';
import { PHASE_TITLES } from '../../../../parts/progress';
import { saveFile } from '../../../../parts/saveFile';
import { useSession } from '../../../../parts/sessionContext';
import { estimateText, healthRows, STANDING } from './healthRows';
import { percent } from '../../../../parts/measured';
import { ProgressLine } from '../../../../parts/ProgressLine';
import { useEvaluation } from '../../../../parts/useEvaluation';
import styles from '../../../../parts/Evaluation.module.css';

const AHEAD: Readonly<Record<Health['ahead'], string>> = {
  C: 'The discriminator wins: it is right more than 3 in 4 times.',
  R: 'The discriminator hardly beats a coin: the repair network wins, or the game has not begun.',
  even: 'Both still play.',
};

const SHORTCUT: Readonly<Record<Health['shortcut']['verdict'], string>> = {
  none: 'No shortcut seen: it scores raw and autoencoded images alike.',
  'raw looks corrupt':
    'It finds raw images more corrupt than autoencoded ones: it judges by sharpness and texture. Common while the autoencoder’s own pictures are blurred.',
  'raw looks real': 'It finds raw images more real than autoencoded ones: it sees the decoder’s traces.',
};

/** The state of the game, and whether the discriminator plays fair. */
export function HealthPanel() {
  const session = useSession();
  const isBusy = useEvaluation((state) => state.doing !== null);
  const measured = useEvaluation((state) => state.own.health);
  return (
    <>
      <div className={panel.head}>
        <h2 id="health-title">Health of the game</h2>
        <button
          data-testid="measure-health"
          disabled={isBusy}
          title="How well C tells real from corrupt (eq. (4)) and finds Ω (eq. (5)), and whether it judges by the decoder’s traces (§4.2)"
          onClick={() => void session.evaluation.measureOwn('health', undefined)}
        >
          Examine
        </button>
      </div>
      <ProgressLine of={['health']} />
      {measured && (
        <>
          <p className={styles.caption}>
            {PHASE_TITLES[measured.moment.phase]}, step {count(measured.moment.step)} · on{' '}
            {measured.measured.images} images {measured.measured.isHeldOut ? 'held out' : 'trained on'}, one
            mask each, judged as in training: batch normalisation by the batch
          </p>
          <Report health={measured.measured} />
          <button
            data-testid="save-health"
            onClick={() => saveFile(csvText(healthRows(measured.measured)), 'health.csv', 'text/csv')}
          >
            CSV
          </button>
        </>
      )}
    </>
  );
}

function Report({ health }: { health: Health }) {
  const { accuracy, saturation, gradients, shortcut, mask, ahead, game } = health;
  const { rawFromAutoencoded: seen, traces } = shortcut;
  // Without repair R has no layers.
  const learners = (['C', 'R'] as const).filter((player) => gradients[player].layers.length > 0);
  return (
    <dl className={styles.report} data-testid="health-report">
      <Fact title="Who wins">
        <strong data-testid="health-ahead">{AHEAD[ahead]}</strong> Right on {percent(accuracy.real)} % of real
        and {percent(accuracy.corrupt)} % of corrupt images; certain beyond 99 % on {percent(saturation.real)}{' '}
        % and {percent(saturation.corrupt)} %.
      </Fact>
      <Fact title="At any threshold">
        <Standing game={game} />
      </Fact>
      <Fact title="Gradient norms">
        discriminator <strong>{short(gradients.C.total)}</strong>
        {learners.includes('R') && (
          <>
            , {mask ? 'repair' : 'generator'} <strong>{short(gradients.R.total)}</strong>
          </>
        )}
        <span className={styles.layers}>
          {learners.map((player) => (
            <span key={player}>
              {player}:{' '}
              {gradients[player].layers
                .map(({ layer, norm }) => `${layerName(player, layer)} ${short(norm)}`)
                .join(' · ')}
            </span>
          ))}
        </span>
      </Fact>
      <Fact title="Mask prediction">
        {mask ? (
          <>
            overlap of dropped cells {percent(mask.overlap)} %; calibration error{' '}
            {percent(mask.calibration.error)} points.
            <Reliability of={mask.calibration} />
          </>
        ) : (
          'Generated images have no mask to predict.'
        )}
      </Fact>
      <Fact title="Shortcut test">
        <strong data-testid="shortcut-verdict">{SHORTCUT[shortcut.verdict]}</strong> Raw images are none of
        its two kinds; playing fair, it scores them as their autoencoded copies. It scores the copy higher in{' '}
        {percent(shortcut.rawFromAutoencodedAuc)} % of all pairs (50: it cannot tell them apart). Calling
        copies real and raw images corrupt, it is right on {percent(seen.share)} % (
        {percent(seen.interval.low)}–{percent(seen.interval.high)}).
        <span className={styles.layers}>
          Could it do so without looking at the content? A linear classifier on colour, sharpness and
          upsampling statistics tells {percent(traces.rawFromAutoencoded.share)} % of raw from autoencoded and{' '}
          {percent(traces.corruptFromAutoencoded.share)} % of corrupt from autoencoded images, and explains{' '}
          {percent(Math.max(0, traces.explained))} % of the variance of its score: the nearer to 100, the less
          it needs to know of objects.
        </span>
      </Fact>
    </dl>
  );
}

/** How the game stands, beside a C that has learnt nothing and an oracle. */
function Standing({ game: { fakes, psnr, draws } }: { game: Health['game'] }) {
  return (
    <>
      <div className={styles.wide}>
        <table className={styles.standing} data-testid="health-game">
          <thead>
            <tr>
              <td />
              <th scope="col">C</th>
              <th scope="col">Random C</th>
              <th
                scope="col"
                title="Sees D(φ) too, and scores each cell by its difference from it: the ceiling"
              >
                Oracle
              </th>
            </tr>
          </thead>
          <tbody>
            {fakes.flatMap(({ kind, trained, random, oracleMaskArea }) =>
              STANDING.map(({ title, of, hasOracle }) => (
                <tr key={`${kind} ${title}`}>
                  <th scope="row">
                    {title}, {kind}
                  </th>
                  {[of(trained), of(random), hasOracle ? oracleMaskArea : null].map((estimate, i) => (
                    <td key={i}>{estimate ? estimateText(estimate) : '–'}</td>
                  ))}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
      <span className={styles.layers}>
        AUC: area under the ROC curve, 0.5 is chance; pairs: an image and its own corrupt copy.{' '}
        {draws === 1 ? 'One damage' : `${draws} damages`} of each image; 95 % intervals by the bootstrap over
        images. Copies D(E(x)): PSNR {estimateText(psnr, 1)} dB.
      </span>
    </>
  );
}

/** “conv1”, or “R1” of what is only numbered. */
function layerName(player: string, layer: string): string {
  return /^\d+$/.test(layer) ? `${player}${layer}` : layer;
}

function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Predicted against observed: on the diagonal where probabilities can be believed. */
function Reliability({ of }: { of: NonNullable<Health['mask']>['calibration'] }) {
  const most = Math.max(...of.bins.map(({ count }) => count), 1);
  const box = useRef<HTMLDivElement>(null);
  return (
    <div ref={box}>
      <svg
        className={styles.reliability}
        viewBox="-29 -4 137 128"
        role="img"
        aria-label="Reliability of the predicted mask: how often a cell was kept, by the probability given to it"
      >
        <rect width="100" height="100" />
        <path d="M0 100L100 0" />
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <text x={100 * share} y="108" textAnchor="middle">
              {share}
            </text>
            <text x="-3" y={102 - 100 * share} textAnchor="end">
              {share}
            </text>
          </g>
        ))}
        <text x="50" y="119" textAnchor="middle">
          predicted probability “kept”
        </text>
        <text transform="rotate(-90 -21 50)" x="-21" y="50" textAnchor="middle">
          share that was kept
        </text>
        {of.bins.map(({ predicted, observed, count }, i) =>
          predicted === null || observed === null ? null : (
            <circle
              key={i}
              cx={100 * predicted}
              cy={100 - 100 * observed}
              r={1.5 + 3 * Math.sqrt(count / most)}
            />
          ),
        )}
      </svg>
      <PngButton
        what="the diagram"
        testId="save-reliability"
        save={() => savePng(box.current!, 'mask-reliability', { title: 'Calibration of the predicted Ω' })}
      />
    </div>
  );
}
