/** The model's convolutions and fully connected layers: forward, gradient to the input, gradient to the weights. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import * as ops from '../../src/kernels/ops';
import { isConvolution, layersOf, type Layer } from '../cost';
import * as stock from '../stock/layers';
import type { Case } from '../timing';
import { backwardCase, forwardCase, type Op, type Subject } from './case';

/** One layer of each distinct shape stands for all; `layerNames` tells which. */
export function layerCases(config: ArtifactsConfig): Case[] {
  const { E, D, R, C } = layersOf(config);
  const distinct = new Map([...E, ...D, ...R, ...C].toReversed().map((layer) => [shapeKey(layer), layer]));
  return [...distinct.values()].toReversed().flatMap((layer) => {
    const forward = subject(layer, config.batchSize);
    const gradient = isConvolution(layer) ? ('convolution gradient' as const) : forward.kind;
    return [
      forwardCase(forward),
      backwardCase({ ...forward, kind: gradient, name: `${layer.name} dX` }, [0]),
      backwardCase({ ...forward, kind: gradient, name: `${layer.name} dW` }, [1]),
    ];
  });
}

/**
 * The same work on both sides: what they differ by is noise, or a benchmark that favours one. The widest fully
 * connected layer, whose weights take longest to touch, and a convolution from the middle of D.
 */
export function controlCases(config: ArtifactsConfig): Case[] {
  const { D, C } = layersOf(config);
  const sides = ['ours', 'stock'] as const;
  return [C.find(({ name }) => name === 'C/fc1')!, D[1]!].flatMap((layer) =>
    sides.map((control): Case => {
      const { ours, stock, ...row } = subject(layer, config.batchSize);
      const work = { ours, stock }[control];
      const name = `${layer.name} control, ${control} twice`;
      return forwardCase({ ...row, kind: 'control', name, ours: work, stock: work, control });
    }),
  );
}

/** The forward case of each layer, whichever of the same shape stands for it. */
export function forwardCaseName(config: ArtifactsConfig): (layer: Layer) => string {
  const { E, D, R, C } = layersOf(config);
  const all = [...E, ...D, ...R, ...C];
  return (layer) => `${all.find((other) => shapeKey(other) === shapeKey(layer))!.name} forward`;
}

function shapeKey({ shape, side, stride, groups }: Layer): string {
  return [...shape, side, stride, groups].join();
}

function subject(layer: Layer, batch: number): Subject {
  const { name, shape, side, stride, groups, macs } = layer;
  const common = { name: `${name} forward`, flop: 2 * macs * batch, bytes: null };
  if (!isConvolution(layer)) {
    const matrix: Op = ([x, w]) => tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D);
    return {
      ...common,
      kind: 'matrix product',
      detail: `${batch}×${shape[0]} · ${shape[0]}×${shape[1]}`,
      inputs: [[batch, shape[0]!], shape],
      ours: matrix,
      stock: matrix,
    };
  }
  const input = [batch, side * stride, side * stride, shape[2]! * groups];
  const convolution =
    (conv2d: typeof ops.conv2d): Op =>
    ([x, filter]) =>
      conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, groups);
  return {
    ...common,
    kind: 'forward convolution',
    detail:
      `[${input.join(', ')}] ∗ ${shape[0]}×${shape[1]}, ${shape[3]} filters` +
      `${stride > 1 ? `, stride ${stride}` : ''}${groups > 1 ? `, ${groups} groups` : ''}`,
    inputs: [input, shape],
    ours: convolution(ops.conv2d),
    stock: convolution(stock.conv2d),
  };
}
