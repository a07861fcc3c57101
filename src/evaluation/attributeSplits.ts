/** Which images a table of attributes is learnt from, and which it is judged by. */
import { materialOf, type Labelled, type Material } from './material';
import { hasBoth, type AttributeTask } from './probe';
import { divided, type LabelledSplit } from './split';

/** The images that a table describes, all of one class, divided as the set is. */
export function attributeMaterial(images: Labelled, described: Uint32Array): Material {
  const labels = new Int16Array(images.labels.length).fill(-1);
  for (const i of described) labels[i] = 0;
  const { name, division } = images;
  return materialOf({ name, division, labels, labelNames: ['described'] }, 'rows');
}

/**
 * Divides the described images by folders such as train/ and test/ where both have some; else by seed, as often as wished.
 *
 * @throws Error in one sentence where no attribute has both a yes and a no to learn from and to judge by
 */
export function attributeSplits(
  material: Material,
  task: AttributeTask,
  seed: number,
  count: number,
): LabelledSplit[] {
  const splits = divided(material, seed, count);
  if (splits.some((split) => tells(task, split))) return splits;
  const { training, validation } = splits[0]!;
  throw new Error(
    `No attribute has both a yes and a no among the ${training.length} images to learn from and the ${validation.length} to judge by: describe more images.`,
  );
}

function tells({ names, values }: AttributeTask, { training, validation }: LabelledSplit): boolean {
  const of = (rows: Uint32Array, k: number): Float32Array =>
    Float32Array.from(rows, (i) => values[i * names.length + k]!);
  return names.some((_, k) => hasBoth(of(training, k)) && hasBoth(of(validation, k)));
}
