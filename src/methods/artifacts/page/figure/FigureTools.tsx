import type { Figure3 } from '../../../../worker/protocol';
import { MODES, useFigureView } from './figureView';
import { MaskKey } from './MaskKey';
import { SaveFigure } from './SaveFigure';
import { isLater, LATER_HELP, REPAIR_LATER, unlearntIn, useBrought } from './unlearnt';
import styles from '../../../../parts/FigureTools.module.css';

const MODE_TITLES = {
  table: ['All', 'Every stage beside the others'],
  wipe: ['Before / after', 'Two stages over each other, under a slider (B)'],
  difference: ['Difference', 'What one stage changes in another'],
} as const;

/** How the figure is looked at, and the ways to save it. */
export function FigureTools({ figure }: { figure: Figure3 | null }) {
  const { mode, outlined, allColumns, repairOff, zoom } = useFigureView();
  const set = useFigureView.setState;
  const unlearnt = unlearntIn(figure?.phase ?? 'repair', useBrought());
  const isRepairLater = figure !== null && isLater('repaired', figure.fakes, unlearnt);
  return (
    <div className={styles.tools} role="group" aria-label="How the figure is shown">
      <div className={styles.modes}>
        {MODES.map((each) => (
          <button
            key={each}
            data-testid={`mode-${each}`}
            aria-pressed={mode === each}
            title={MODE_TITLES[each][1]}
            onClick={() => set({ mode: each })}
          >
            {MODE_TITLES[each][0]}
          </button>
        ))}
      </div>
      {mode === 'table' && (
        <>
          <Switch
            title="Repair"
            help="Off: the repaired column shows what it would be without repair (M)"
            checked={!repairOff}
            onChange={(on) => set({ repairOff: !on })}
          />
          {repairOff && isRepairLater && (
            <span className={styles.note} role="status" title={LATER_HELP.R}>
              {REPAIR_LATER}
            </span>
          )}
          <Switch
            title="Ω outline"
            help="Outlines the dropped cells on every picture (O)"
            checked={outlined}
            onChange={(on) => set({ outlined: on })}
          />
          <Switch
            title="More"
            help="Also the repair without its gate, and damage and repair done twice"
            checked={allColumns}
            onChange={(on) => set({ allColumns: on })}
          />
        </>
      )}
      <label title="Size of the pictures; pixels stay sharp">
        Zoom
        <input
          type="range"
          data-testid="zoom"
          min={1}
          max={6}
          step={0.25}
          value={zoom}
          aria-valuetext={`${zoom} times`}
          onChange={(event) => set({ zoom: Number(event.currentTarget.value) })}
        />
      </label>
      {mode === 'table' && <MaskKey />}
      <span className={styles.files}>
        <SaveFigure />
      </span>
    </div>
  );
}

interface SwitchProps {
  title: string;
  help: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}

function Switch({ title, help, checked, onChange }: SwitchProps) {
  return (
    <label title={help}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {title}
    </label>
  );
}
