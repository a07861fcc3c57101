/**
 * Which of its four turns is an image upright? Each turn is scored by the same weights, and the scores are compared. It is the
 * optimum that multinomial logistic regression of the rotation finds with all four turns of each image as examples, since
 * that is convex and cannot tell the turns’ names apart; but with a quarter of the weights, and each image counts once.
 */
import { exponential } from '../../base/exponential';
import type { LogisticLoss } from '../logisticLoss';

export const TURNS = 4;

/** −log of the probability of the first of each four scores: mean over scores [4·images], upright first. */
export function turnLoss(images: number): LogisticLoss {
  const p = new Float64Array(TURNS);
  return {
    rows: TURNS * images,
    outputs: 1,
    evaluate(scores, residual) {
      let loss = 0;
      for (let first = 0; first < scores.length; first += TURNS) {
        for (let turn = 0; turn < TURNS; turn++) p[turn] = scores[first + turn]!;
        loss += softmax(p) - scores[first]!;
        for (let turn = 0; turn < TURNS; turn++) residual[first + turn] = (p[turn]! - +(turn === 0)) / images;
      }
      return loss / images;
    },
    along(scores, direction, t) {
      let [slope, curvature] = [0, 0];
      for (let first = 0; first < scores.length; first += TURNS) {
        for (let turn = 0; turn < TURNS; turn++)
          p[turn] = scores[first + turn]! + t * direction[first + turn]!;
        softmax(p);
        let [mean, square] = [0, 0];
        for (let turn = 0; turn < TURNS; turn++) {
          mean += p[turn]! * direction[first + turn]!;
          square += p[turn]! * direction[first + turn]! ** 2;
        }
        slope += mean - direction[first]!;
        curvature += square - mean * mean;
      }
      return [slope / images, curvature / images];
    },
  };
}

/** How far upright is told right by the scores of an image’s turns, upright first: 1, 0 or, of equals, a share. */
export function toldUpright(scores: ArrayLike<number>): number {
  let [equals, isHighest] = [0, true];
  for (let turn = 0; turn < TURNS; turn++) {
    if (scores[turn]! > scores[0]!) isHighest = false;
    if (scores[turn] === scores[0]) equals++;
  }
  return isHighest ? 1 / equals : 0;
}

/** Replaces scores by probabilities and returns the logarithm of the sum of their exponentials. */
function softmax(scores: Float64Array): number {
  const most = Math.max(...scores);
  let sum = 0;
  for (let turn = 0; turn < TURNS; turn++) sum += scores[turn] = exponential(scores[turn]! - most);
  for (let turn = 0; turn < TURNS; turn++) scores[turn]! /= sum;
  return most + Math.log(sum);
}
