/** Figure 3 with the networks that are shipped with the page: what one sees before there is a run of one's own. */
import { create } from 'zustand';
import { messageOf } from '../../../../base/messageOf';
import type { Config } from '../../../../experiments/config';
import { latestOnly } from '../../../../store/latestOnly';
import type { Session } from '../../../../store/session';
import type { Figure3 } from '../../../../worker/protocol';
import { connectShowcase } from '../../../../worker/showcaseClient';
import type { ArtifactsConfig } from '../../config';
import { fetchStill } from '../figure/fetchStill';
import { SHIPPED_THETA } from '../figure/stillFigure';

interface Showcase {
  readonly set: string | null;
  readonly figure: Figure3 | null;
  /** Whether the figure is drawn by the networks, and follows θ. */
  readonly isLive: boolean;
  /** Why the networks draw nothing, in one sentence. */
  readonly problem: string | null;
}

type Hot = Pick<ArtifactsConfig, 'theta' | 'fill'>;

export const useShowcase = create<Showcase>(() => ({
  set: null,
  figure: null,
  isLive: false,
  problem: null,
}));

/** Shows the networks and follows θ and the fill, until there are images. */
export async function beginShowcase({ store: page }: Session): Promise<void> {
  const present = () => hotOf(page.getState().running);
  void showStill(present);
  const connection = connectShowcase((event) => {
    if (event.type === 'figure' && event.figure.kind === 'figure3')
      useShowcase.setState({ figure: event.figure, isLive: true });
  });
  const preview = latestOnly(connection.preview);
  let isOpen = false;
  const stop = page.subscribe(({ running, images }, before) => {
    if (images) {
      stop();
      connection.close();
    } else if (isOpen && !isSame(hotOf(running), hotOf(before.running))) preview(hotOf(running));
  });
  try {
    const opened = present();
    const { set } = await connection.open(opened);
    useShowcase.setState({ set });
    isOpen = true;
    if (!isSame(present(), opened)) preview(present());
  } catch (error) {
    stop();
    connection.close();
    useShowcase.setState({ problem: messageOf(error) });
  }
}

/** Shows what the networks would, if nobody has asked for another θ and they have not drawn yet. */
async function showStill(present: () => Hot): Promise<void> {
  const still = await fetchStill().catch(() => null); // then the first picture is a live one
  if (!still || useShowcase.getState().isLive) return;
  const { set, figure, fill } = still;
  if (isSame(present(), { theta: figure.theta, fill })) useShowcase.setState({ set, figure });
}

/** Where the page is set to another method, the shipped networks are as they were trained. */
function hotOf(config: Config): Hot {
  return config.method === 'artifacts'
    ? { theta: config.theta, fill: config.fill }
    : { theta: SHIPPED_THETA, fill: 'average' };
}

function isSame(a: Hot, b: Hot): boolean {
  return a.theta === b.theta && a.fill === b.fill;
}
