/** What can be done with a stored run wherever it is shown. */
import { useState } from 'react';
import type { StoredRun } from '../../worker/protocol';
import { saveFile } from '../../parts/saveFile';
import { usePage, useSession } from '../../parts/sessionContext';
import { position, runTitle } from './runText';

export function ExportRun({ run }: { run: StoredRun }) {
  const session = useSession();
  const [busy, setBusy] = useState(false);

  async function save(): Promise<void> {
    setBusy(true);
    try {
      saveFile(await session.runs.export(run.id), `run-${run.id}.zip`, 'application/zip');
    } catch (error) {
      session.tellFailure('Exporting the run', error);
    }
    setBusy(false);
  }

  return (
    <button
      data-testid="run-export"
      disabled={busy || run.checkpoints.length === 0}
      title="One zip with settings, checkpoint, metrics and list of images; “lab train --from-capsule” continues it"
      onClick={() => void save()}
    >
      Export
    </button>
  );
}

export function DeleteRun({ run }: { run: StoredRun }) {
  const session = useSession();
  const isPresent = usePage((page) => page.saving.run === run.id);
  const isElsewhere = usePage((page) => page.openElsewhere.includes(run.id));
  const why = isPresent
    ? 'This run is open: continue another or reset first'
    : isElsewhere
      ? 'This run is open in another tab'
      : 'Can be undone for a day';
  return (
    <button
      data-testid="run-delete"
      disabled={isPresent || isElsewhere}
      title={why}
      onClick={() => void session.runs.delete(run, `Deleted the run of ${runTitle(run)} (${position(run)}).`)}
    >
      Delete
    </button>
  );
}
