import { usePage, useSession } from './sessionContext';
import styles from './Welcome.module.css';

/** The page before there are images: what will happen, and the two ways on. */
export function Welcome() {
  const session = useSession();
  const busy = usePage((page) => page.reading !== null || page.collecting !== null);
  return (
    <section className={styles.welcome} aria-labelledby="welcome-title">
      <h2 id="welcome-title">Learning to spot artifacts</h2>
      <p>
        An autoencoder first learns to copy your images; then a repair network tries to hide the cells that
        were dropped from its features, while a discriminator learns to spot what is left of the damage, and
        by that to see. You watch both at work, and take the discriminator’s features with you.
      </p>
      <div className={styles.ways}>
        <p className={styles.way}>
          <strong>Drop your images</strong> anywhere on this page: folders, files or a zip. They stay on this
          machine.
        </p>
        <p className={styles.way}>
          <strong>Or look first:</strong>{' '}
          <button data-primary disabled={busy} onClick={() => void session.loadSample()}>
            Try the sample set
          </button>
        </p>
      </div>
      <p className={styles.source}>
        After S. Jenni and P. Favaro, “Self-Supervised Feature Learning by Learning to Spot Artifacts”, CVPR
        2018.
      </p>
    </section>
  );
}
