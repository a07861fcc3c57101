import { visible } from '../../base/visible';
import { percent } from '../../parts/measured';
import panel from '../../parts/panel.module.css';
import { savePictureRows } from '../../parts/pictureFile';
import { PictureCanvas } from '../../parts/PictureCanvas';
import { PngButton } from '../../parts/PngButton';
import type { ImageStatistics } from '../../worker/protocol';
import styles from './Data.module.css';

/** Which pretext suits the images, in a line, with the numbers and pictures behind it. */
export function StatisticsNote({ statistics }: { statistics: ImageStatistics }) {
  const { mean, oriented, rotation, advice } = statistics;
  const rows = [
    { title: `Mean of ${mean.count}, and its crops`, pictures: [mean.picture, ...mean.crops] },
    { title: 'Most oriented patches', pictures: oriented.map(({ picture }) => picture) },
  ];
  return (
    <div className={styles.report}>
      <p className={panel.note} data-testid="advice">
        {advice.said}
      </p>
      <details data-testid="advice-why">
        <summary>Why, and what they look like</summary>
        {rotation && <Told rotation={rotation} />}
        {advice.why.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <p>The mean of {mean.count} images, and where it has the strongest edges:</p>
        <div className={styles.mean}>
          {rows[0]!.pictures.map((picture, i) => (
            <PictureCanvas
              key={i}
              picture={picture}
              label={i === 0 ? 'The mean image' : `Crop ${i} of the mean image`}
              {...(i === 0 && { testId: 'mean-image' })}
            />
          ))}
        </div>
        <p>The patches whose edges run most in one direction:</p>
        <ul className={styles.patches}>
          {oriented.map(({ picture, image, path, degrees }) => (
            <li key={image} title={visible(path)}>
              <PictureCanvas picture={picture} label={`Patch of ${visible(path)}`} />
              {Math.round(degrees) % 180}°
            </li>
          ))}
        </ul>
        <PngButton
          what="the pictures"
          testId="save-statistics"
          save={() => savePictureRows(rows, 'statistics.png', 1)}
        />
      </details>
    </div>
  );
}

function Told({ rotation }: { rotation: NonNullable<ImageStatistics['rotation']> }) {
  const lines = [
    ['one patch', rotation.onePatch],
    ['all patches, without their places', rotation.patches],
    ['the whole image', rotation.whole],
  ] as const;
  return (
    <table className={styles.told} data-testid="advice-table">
      <caption>Rotation told right from</caption>
      <tbody>
        {lines.map(([what, { value, interval }]) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>
              {percent(value)} %{' '}
              <span>
                [{percent(interval.low)}, {percent(interval.high)}]
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
