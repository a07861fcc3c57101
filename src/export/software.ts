/** What files say about who wrote them. */
import { version } from '../../package.json';

export const SOFTWARE = { name: 'Artifact Lab', version } as const;

export const CITATION =
  'Simon Jenni and Paolo Favaro: Self-Supervised Feature Learning by Learning to Spot Artifacts. CVPR 2018.';
