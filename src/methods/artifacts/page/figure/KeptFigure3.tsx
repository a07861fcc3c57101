import { usePage } from '../../../../parts/sessionContext';
import type { Figure, Figure3 } from '../../../../worker/protocol';
import { useColumns } from './columns';
import { FigureTable } from './FigureTable';

/** Figure 3 of a kept checkpoint. */
export function KeptFigure3({ run, figure }: { run: string; figure: Figure }) {
  return figure.kind === 'figure3' && <Kept run={run} figure={figure} />;
}

function Kept({ run, figure }: { run: string; figure: Figure3 }) {
  const brought = usePage((page) => page.runs?.find(({ id }) => id === run)?.beganWith?.network ?? null);
  return <FigureTable figure={figure} columns={useColumns(figure, brought)} />;
}
