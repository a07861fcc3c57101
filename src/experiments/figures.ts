/** Figures of every method: tiles, or one of a method’s own kind. */
import type { Figure3 } from '../methods/artifacts/figure3';
import type { TileFigure as Tiles } from '../schema/figure';
import type { MethodId } from './abouts';
import type { Phase } from './phases';

export { FIGURE_COLUMNS } from '../methods/artifacts/figure3';
export type { Figure3, FigureColumn, FigureRow } from '../methods/artifacts/figure3';
export type { TileRow } from '../schema/figure';

export type TileFigure = Tiles<MethodId, Phase>;
export type Figure = Figure3 | TileFigure;
