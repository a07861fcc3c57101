/** “Can you tell?” as questions (thesis, figures 4.2 and 4.3): what was done to a picture, of which first one small patch is shown. */
import { Random } from '../../base/random';
import { aboutMethod } from '../../experiments/abouts';
import { columnsIn, rightOf } from '../../experiments/tileSheet';
import type { TileFigure } from '../../worker/protocol';
import { columnGroups } from './columnGroups';

type Rgba = Uint8ClampedArray<ArrayBuffer>;

export interface Question {
  readonly path: string;
  /** RGBA, [p, p, 4]: the image as it is, and what was made of it. */
  readonly original: Rgba;
  readonly picture: Rgba;
  /** What a person and the network choose from, and which of them is right. */
  readonly answers: readonly string[];
  readonly right: number;
  /** What the network holds most probable, and how probable. */
  readonly told: number;
  readonly probability: number;
}

/** All that can be asked of a figure; nothing where its method asks nothing. */
export function questionsOf(figure: TileFigure): readonly Question[] {
  const columns = columnsIn(figure);
  const groups = columnGroups(columns).filter(({ bars }) => bars !== null);
  if (!aboutMethod(figure.method).asks) return [];
  const original = columns.find(({ kind }) => kind === 'picture')!.id;
  return figure.rows.flatMap((row) => {
    const { path, pictures, bars: told } = row;
    return groups.flatMap(({ pictures: shown, bars }): Question[] => {
      const { id, labels = [] } = bars!;
      const right = rightOf(row, bars!);
      const values = told[id] ?? [];
      const kept = labels.flatMap((_, i) => (typeof values[i] === 'number' ? [i] : []));
      const picture = shown.at(-1) && pictures[shown.at(-1)!.id];
      if (!picture || right === null || !kept.includes(right)) return [];
      const probability = Math.max(...kept.map((i) => values[i]!));
      return [
        {
          ...{ path, original: pictures[original]!, picture, probability },
          answers: kept.map((i) => labels[i]!),
          right: kept.indexOf(right),
          told: kept.findIndex((i) => values[i] === probability),
        },
      ];
    });
  });
}

/** The question that is asked as the n-th, from 0: all of them in an order by chance, then all anew in another one. */
export function askedAs(n: number, count: number): number {
  const round = Math.floor(n / count);
  return Random.forPurpose(round, 'quiz').permutation(count)[n % count]!;
}

/** Share of a picture’s side that its patch has. */
const PATCH = 1 / 4;

/** A patch of a picture at a place that the question’s number gives. @param rgba [side, side, 4] */
export function patchOf(rgba: Rgba, n: number): { readonly rgba: Rgba; readonly side: number } {
  const whole = Math.sqrt(rgba.length / 4);
  const side = Math.round(PATCH * whole);
  const random = Random.forPurpose(n, 'quiz/patch');
  // Away from the border, where a warp or an inpainted patch may not reach.
  const room = whole - 3 * side;
  const [top, left] = [0, 1].map(() => side + random.integer(room + 1)) as [number, number];
  const patch = new Uint8ClampedArray(4 * side ** 2);
  for (let y = 0; y < side; y++) {
    const from = 4 * ((top + y) * whole + left);
    patch.set(rgba.subarray(from, from + 4 * side), 4 * y * side);
  }
  return { rgba: patch, side };
}
