import { messageOf } from '../../base/messageOf';
import { shareLink } from '../../experiments/link';
import { SAMPLE_NAME } from '../../experiments/sample';
import { useSession } from '../../parts/sessionContext';

/** Copies a link to the experiment as the page shows it, and says what the link opens. */
export function ShareButton() {
  const session = useSession();

  async function share(): Promise<void> {
    const { draft, images } = session.store.getState();
    const isSample = images?.name === SAMPLE_NAME;
    const link = shareLink(location.href, draft, isSample);
    try {
      // Absent where the page is not served securely.
      await (navigator.clipboard as Clipboard | undefined)?.writeText(link);
      if (!('clipboard' in navigator)) throw new Error('this page may not write to the clipboard');
      session.tellDone(`Link copied. ${whatItOpens(images !== null, isSample)}`);
    } catch (error) {
      session.tellNotice(`The link could not be copied: ${messageOf(error)}. Here it is: ${link}`);
    }
  }

  return (
    <button
      data-quiet
      data-testid="share"
      title="Copies a link with these settings; images never leave this machine"
      onClick={() => void share()}
    >
      Share
    </button>
  );
}

function whatItOpens(hasImages: boolean, isSample: boolean): string {
  if (isSample) return 'It opens these settings with the sample set.';
  if (!hasImages) return 'It opens these settings.';
  return 'It opens these settings; your images do not travel with it: whoever opens it loads images of their own.';
}
