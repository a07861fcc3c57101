/** What can be carried away of the puzzle’s network: its trunk, which takes pictures of any size. */
import { trunkAlone } from '../../export/trunkExport';
import type { JigsawConfig } from './network';

export const network = trunkAlone<JigsawConfig>('C/patch/kernel');
