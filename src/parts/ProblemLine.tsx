import type { EvaluationState } from '../store/evaluation';
import { useEvaluation } from './useEvaluation';
import styles from './Evaluation.module.css';

type Subject = NonNullable<EvaluationState['problem']>['of'];

/** Why one of these requests failed, beside where it was made; nothing where another one did. */
export function ProblemLine({ of }: { of: readonly Subject[] }) {
  const problem = useEvaluation((state) => state.problem);
  if (!problem || !of.includes(problem.of)) return null;
  return (
    <p role="alert" className={styles.problem} data-testid="evaluation-problem">
      {problem.text}
    </p>
  );
}
