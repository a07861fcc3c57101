import { useSession } from './sessionContext';

interface PngButtonProps {
  /** What is saved, as its tooltip and a failure name it: “the chart”. */
  what: string;
  save: () => Promise<void>;
  testId: string;
}

/** Saves what is beside it as PNG; where that fails, the page says so. */
export function PngButton({ what, save, testId }: PngButtonProps) {
  const session = useSession();
  return (
    <button
      data-quiet
      data-testid={testId}
      title={`Saves ${what} as PNG`}
      onClick={() => {
        save().catch((error: unknown) => session.tellFailure(`Saving ${what}`, error));
      }}
    >
      PNG
    </button>
  );
}
