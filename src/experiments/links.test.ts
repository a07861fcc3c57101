/** Links that people have: what they mean, and that they are written with the same bytes as ever. */
import { describe, expect, it } from 'vitest';
import { configToHash, hashToConfig } from './link';
import { makeConfig, PRESETS } from './presets';
import { EXPERIMENTS, experimentChanges, type ExperimentId } from '../methods/artifacts/experiments';

/** Of every experiment at size tiny with seed 3, as commit 09ebe9a wrote them. */
const LINKS: Readonly<Record<ExperimentId, string>> = {
  baseline: 'seed=3&size=tiny&theta=0.5',
  a: 'seed=3&size=tiny&theta=0.5&realInput=raw',
  b: 'seed=3&size=tiny&theta=0.5&repairPlacement=local',
  c: 'seed=3&size=tiny&theta=0.1',
  d: 'seed=3&size=tiny&theta=0.3',
  e: 'seed=3&size=tiny',
  f: 'seed=3&size=tiny&theta=0.9',
  g: 'seed=3&size=tiny&theta=0.5&maskWeight=0',
  h: 'seed=3&size=tiny&encoderKernel=3&theta=0.5',
  i: 'seed=3&size=tiny&theta=0.5&repairGate=false',
  j: 'seed=3&size=tiny&theta=0.5&historyShare=0',
  k: 'seed=3&size=tiny&fakes=damaged&theta=0.5',
  l: 'seed=3&size=tiny&fakes=generated&theta=0.5',
  'authors-code': 'preset=authors-code&seed=3&size=tiny',
  'code-history': 'seed=3&size=tiny&theta=0.5&historyShare=0',
  'code-repair-loss': 'seed=3&size=tiny&theta=0.5&repairLoss=code-exact',
  'code-kept-pixels': 'seed=3&size=tiny&theta=0.5&keptPixelWeight=30',
  'code-mask-loss': 'seed=3&size=tiny&theta=0.5&maskLossOn=both',
  'code-leaky-slope': 'seed=3&size=tiny&leakySlope=0.2&theta=0.5',
  'code-repair-block': 'seed=3&size=tiny&theta=0.5&repairPreNorm=false',
  'code-hidden-norm': 'seed=3&size=tiny&theta=0.5&discriminatorNorm=conv5%2Bfc1',
  'code-transfer-norm': 'seed=3&size=tiny&theta=0.5&probeNorm=batch',
  'code-adam-epsilon': 'seed=3&size=tiny&theta=0.5&adamEpsilon=0.00001',
  'code-weight-decay': 'seed=3&size=tiny&theta=0.5&weightDecay=0.00005',
  'code-epochs': 'seed=3&size=tiny&ganEpochs=500&theta=0.5&probeEpochs=400',
  'paper-output': 'seed=3&size=tiny&decoderOutput=leaky-relu&theta=0.5',
  'code-drop-rate': 'seed=3&size=tiny',
  'paper-head': 'seed=3&size=tiny&theta=0.5&probeHead=mlp',
};

describe('links of commit 09ebe9a', () => {
  it.each(EXPERIMENTS.map(({ id }) => id))('to experiment “%s”', (id) => {
    const config = makeConfig({ ...experimentChanges(id), size: 'tiny', seed: 3 });
    expect(configToHash(config)).toBe(LINKS[id]);
    expect(hashToConfig(`#${LINKS[id]}`)).toEqual({ config, problems: [] });
  });

  it('to the presets', () => {
    // Since an empty hash opens the page’s first preset, the paper’s is named where nothing else is.
    expect(configToHash(PRESETS.paper)).toBe('preset=paper');
    expect(hashToConfig('#preset=paper').config).toEqual(PRESETS.paper);
    expect(hashToConfig('').config).toEqual(PRESETS.default);
    expect(hashToConfig('#method=artifacts').config).toEqual(PRESETS.default);
    expect(configToHash(PRESETS.default)).toBe('preset=default');
    expect(configToHash(PRESETS['authors-code'])).toBe('preset=authors-code');
  });
});
