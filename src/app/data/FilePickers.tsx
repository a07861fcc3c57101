import { useRef, type ChangeEvent } from 'react';
import { chosenFiles } from './pickedFiles';
import { useLoad } from './useLoad';

/** Known to every browser, but not to React’s types. */
const FOLDERS_ONLY = { webkitdirectory: '' };

/** The browser’s own choosers, for a folder and for files. */
export function FilePickers({ disabled }: { disabled: boolean }) {
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const { loadPicked, loadChosenFolder } = useLoad();

  function take(event: ChangeEvent<HTMLInputElement>): void {
    const input = event.currentTarget;
    const picked = input.files ? chosenFiles(input.files) : [];
    // Emptied, so that choosing the same folder again is a change.
    input.value = '';
    void loadPicked(picked);
  }

  return (
    <>
      <button
        data-testid="pick-folder"
        disabled={disabled}
        onClick={() => (window.showDirectoryPicker ? void loadChosenFolder() : folder.current?.click())}
      >
        Choose a folder
      </button>
      <button data-testid="pick-files" disabled={disabled} onClick={() => files.current?.click()}>
        Choose files
      </button>
      <input ref={folder} data-testid="folder-input" type="file" {...FOLDERS_ONLY} hidden onChange={take} />
      <input
        ref={files}
        data-testid="files-input"
        type="file"
        multiple
        accept="image/*,.zip"
        hidden
        onChange={take}
      />
    </>
  );
}
