/** Many steps with all that a person does meanwhile: does anything grow? */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import type { Phase } from '../../src/lab/events';
import { drawSeries, type Sample } from './drawing';
import { inMemory, openLab } from './openLab';

/** The series has no more points than this, and none closer than so many steps. */
const SAMPLES = 200;
const LEAST_STEPS = 10;
/** Of each phase: caches, the history buffer and the garbage collector's heap fill. */
const WARM_UP = 0.2;
/** Growth of the process over a phase that is not yet called a leak. */
const PROCESS_GROWTH = 0.05;

/** @param steps of both phases together */
export async function soakSteps(steps: number) {
  const half = steps / 2;
  const config = { batchSize: 4, aeSteps: half, ganSteps: half, historySize: 16 };
  const keeping = inMemory(Math.ceil(steps / 50));
  const { lab, events } = await openLab({ preference: 'wasm' }, config, keeping);
  const random = new Random(1);
  const series: Sample[] = [];
  const every = Math.max(LEAST_STEPS, Math.ceil(steps / SAMPLES));
  let pauses = 0;
  for (let done = 0; lab.status.state !== 'finished';) {
    lab.start();
    const until = done + every;
    while (done < until && lab.status.state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done = stepsDone(lab.status, half);
    }
    await lab.pause();
    pauses++;
    if (lab.status.state === 'failed') break;
    await lab.tune({ theta: Math.round(random.between(1, 9)) / 10 });
    await lab.drawFigure();
    await lab.keeper!.save();
    await lab.keeper!.settled();
    series.push(sampleNow(lab.status));
    done = stepsDone(lab.status, half);
  }
  const flat = (['autoencoder', 'repair'] as const).map((phase) => flatness(series, phase, half));
  return {
    backend: 'wasm',
    steps,
    pauses,
    checkpoints: series.length,
    failures: events.length,
    flat,
    passed: events.length === 0 && flat.every(({ passed }) => passed),
    series,
    drawing: drawSeries(series, half),
  };
}

function stepsDone({ phase, step }: { phase: Phase; step: number }, half: number): number {
  return phase === 'repair' ? half + step : step;
}

function sampleNow({ phase, step }: { phase: Phase; step: number }): Sample {
  globalThis.gc?.();
  const { numTensors, numBytes } = tf.memory();
  return {
    phase,
    step,
    tensors: numTensors,
    tensorBytes: numBytes,
    processBytes: process.memoryUsage().rss,
  };
}

/** Tensors and their bytes must not move at all; the process may breathe. */
function flatness(series: readonly Sample[], phase: Phase, steps: number) {
  const warm = series.filter((sample) => sample.phase === phase && sample.step > WARM_UP * steps);
  const different = (key: 'tensors' | 'tensorBytes'): number =>
    new Set(warm.map((sample) => sample[key])).size;
  const third = Math.max(1, Math.floor(warm.length / 3));
  const mean = (samples: readonly Sample[]): number =>
    samples.reduce((sum, { processBytes }) => sum + processBytes, 0) / samples.length;
  const growth = mean(warm.slice(-third)) / mean(warm.slice(0, third)) - 1;
  const [tensors, tensorBytes] = [different('tensors'), different('tensorBytes')];
  return {
    phase,
    samples: warm.length,
    tensorCounts: tensors,
    tensorByteCounts: tensorBytes,
    processGrowth: Number(growth.toFixed(4)),
    passed: tensors === 1 && tensorBytes === 1 && growth < PROCESS_GROWTH,
  };
}
