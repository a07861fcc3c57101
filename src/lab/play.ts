/** One step of phase two's game, and what it changed: seen from before and after on the same images under the same Ω. */
import * as tf from '@tensorflow/tfjs-core';
import { Turns } from '../base/turns';
import { copyNetworks, disposeNetworks, type Networks } from '../networks/networks';
import type { Parameters } from '../networks/parameters';
import type { Learners, Played } from './events';
import { drawFigure, sceneOf } from './figure/scene';
import type { Run } from './run';

interface Table {
  /** The run that is open now. */
  readonly run: () => Run | null;
  readonly pinned: () => readonly number[];
  readonly pause: () => Promise<void>;
  readonly step: (learners: Learners) => Promise<void>;
}

/** Moves of the game, one after another: each tells what its own step changed. */
export class Game {
  readonly #table: Table;
  readonly #turns = new Turns();

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Takes one step of these learners. Null where something else moved the run meanwhile, so that nobody could say what
   * the step did. Throws what the step throws.
   */
  play(learners: Learners): Promise<Played | null> {
    return this.#turns.take(() => play(this.#table, learners));
  }
}

async function play(
  { run: present, pinned, pause, step }: Table,
  learners: Learners,
): Promise<Played | null> {
  await pause();
  const run = present();
  if (!run) return null;
  const before = copyNetworks(run.networks);
  const { config, phase, step: done } = run;
  try {
    await step(learners);
    const next = run.phase === phase ? done + 1 : 1;
    const isThisStep = (): boolean => present() === run && run.step === next && run.config === config;
    if (!isThisStep()) return null;
    const moved = await movement(before, run.networks);
    const pictures = await seenIn(run, pinned(), before);
    return isThisStep() ? { learners, step: next, moved, pictures } : null;
  } finally {
    disposeNetworks(before);
  }
}

/** ‖change‖ / ‖weights before‖ of each network. */
async function movement(before: Networks, after: Networks): Promise<Played['moved']> {
  const letters = Object.keys(before);
  const shares = tf.tidy(() =>
    tf.stack(letters.map((letter) => shareMoved(before[letter]!, after[letter]!))),
  );
  const moved = await shares.data<'float32'>();
  shares.dispose();
  return Object.fromEntries(letters.map((letter, i) => [letter, moved[i]!]));
}

function shareMoved(before: Parameters, after: Parameters): tf.Scalar {
  const norm = (tensors: readonly tf.Tensor[]): tf.Scalar =>
    tf.sqrt(tensors.reduce<tf.Scalar>((sum, x) => tf.add(sum, tf.sum(tf.square(x))), tf.scalar(0)));
  const names = before.specs.map(({ name }) => name);
  const change = norm(names.map((name) => tf.sub(after.get(name), before.get(name))));
  return tf.divNoNan(change, norm(names.map((name) => before.get(name))));
}

/** How C judges, and how far x̂ moved, as means over the pictures of Figure 3 with both networks. */
async function seenIn(run: Run, pinned: readonly number[], networks: Networks): Promise<Played['pictures']> {
  if (pinned.length === 0) return null;
  const scene = sceneOf(run, pinned);
  const [before, after] = [await drawFigure(scene, networks), await drawFigure(scene, run.networks)];
  if (before.kind !== 'figure3' || after.kind !== 'figure3') return null;
  const score = (column: 'real' | 'repaired') =>
    [before, after].map(({ rows }) => mean(rows.map((row) => row.score[column]))) as [number, number];
  const change = mean(
    after.rows.map(({ tiles }, i) => {
      const old = before.rows[i]!.tiles.repaired;
      const changes = Array.from(tiles.repaired, (value, at) => Math.abs(value - old[at]!));
      return mean(changes.filter((_, at) => at % 4 !== 3));
    }),
  );
  return { real: score('real'), repaired: score('repaired'), change };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
