/** What can be carried away of context prediction: its trunk, which takes pictures of any size. */
import { trunkAlone } from '../../export/trunkExport';
import type { ContextConfig } from './network';

export const network = trunkAlone<ContextConfig>('C/patch/kernel');
