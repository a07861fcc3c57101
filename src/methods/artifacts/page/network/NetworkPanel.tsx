import { useState } from 'react';
import { useStore } from 'zustand';
import { imageSlug } from '../../../../base/imageName';
import type { Trace, Traced } from '../asked';
import { short } from '../../../../parts/format';
import panel from '../../../../parts/panel.module.css';
import { PngButton } from '../../../../parts/PngButton';
import { usePage } from '../../../../parts/sessionContext';
import { useLook } from '../../../../parts/useLook';
import { GameSteps, usePlayed, useReasonNotToStep } from './GameSteps';
import { LayerBlock } from './LayerBlock';
import { LayerDetails } from './LayerDetails';
import { saveNetworkSheet } from './networkSheet';
import { LANES, PLAYERS } from './stages';
import { Tracing } from './tracing';
import { UpdateNumbers } from './UpdateNumbers';
import { useSlowMotion } from './useSlowMotion';
import styles from './Network.module.css';

/** The networks as a diagram with the first pinned image in them, and a training step in slow motion. */
export function NetworkPanel() {
  const tracing = useLook(Tracing);
  const pinned = usePage((page) => page.pinned[0]);
  const { image, trace, problem } = useStore(tracing.store);
  const isOpen = image !== null;
  return (
    <section className={panel.panel} aria-labelledby="network-title" data-testid="network">
      <div className={panel.head}>
        <h2 id="network-title">Inside the networks</h2>
        <button
          data-testid="network-toggle"
          aria-expanded={isOpen}
          disabled={pinned === undefined}
          onClick={() => (isOpen ? tracing.close() : tracing.open(pinned!))}
        >
          {isOpen ? 'Close' : 'Look inside'}
        </button>
      </div>
      {problem && <p role="alert">{problem}</p>}
      {isOpen &&
        !problem &&
        (trace ? <Diagram image={image} trace={trace} /> : <p className={panel.note}>Looking…</p>)}
    </section>
  );
}

function Diagram({ image, trace }: { image: number; trace: Trace }) {
  const path = usePage(({ figure }) => figure?.rows.find((row) => row.image === image)?.path) ?? '';
  const [opened, setOpened] = useState<Traced | null>(null);
  const motion = useSlowMotion();
  const stage = motion.at === null ? null : motion.stages[motion.at]!;
  const reason = useReasonNotToStep();
  const played = usePlayed();
  const lit =
    stage?.layers ??
    (['C', 'R'] as const).flatMap((letter) => (played?.moved[letter] ? PLAYERS[letter] : []));
  // Some experiments have no repair blocks, or no way from φ to x̂.
  const layers = new Map(trace.layers.map((layer) => [layer.layer, layer]));
  const openedLayer = opened && layers.get(opened);
  return (
    <>
      <div className={styles.stages} role="group" aria-label="A training step">
        <button
          aria-pressed={motion.isOn}
          data-testid="slow-motion"
          disabled={reason !== null && !motion.isOn}
          title={reason ?? undefined}
          onClick={motion.toggle}
        >
          {motion.isOn ? 'Stop' : 'Slow motion'}
        </button>
        {motion.stages.map(({ name }, i) => (
          <button
            key={name}
            data-quiet
            aria-pressed={i === motion.at}
            onClick={() => motion.show(i === motion.at ? null : i)}
          >
            {name}
          </button>
        ))}
        <PngButton
          what="the diagram"
          save={() => saveNetworkSheet(trace, LANES, `networks-${imageSlug(path)}.png`)}
          testId="network-png"
        />
      </div>
      <p className={styles.says} role="status">
        {stage?.says ??
          'Each block shows what its layer makes of the first pinned image. Press one to open it.'}{' '}
        {stage?.updates && <UpdateNumbers />}
      </p>
      <GameSteps reason={reason} onPlay={() => motion.show(null)} />
      {LANES.map(({ title, layers: lane }) => (
        <div key={title} className={styles.lane}>
          <h3>{title}</h3>
          <div className={styles.blocks}>
            {lane
              .flatMap((name) => layers.get(name) ?? [])
              .map((layer) => (
                <LayerBlock
                  key={layer.layer}
                  layer={layer}
                  isLit={lit.includes(layer.layer)}
                  isOpen={layer.layer === opened}
                  onOpen={(name) => setOpened(name === opened ? null : name)}
                />
              ))}
            {lane.includes('mask') && (
              <p className={styles.verdict}>
                <span className="math">P</span>(real): {short(trace.scores.corrupt)} of x̂,{' '}
                {short(trace.scores.real)} of <span className="math">D(φ)</span>
              </p>
            )}
          </div>
          {openedLayer && lane.includes(openedLayer.layer) && (
            <LayerDetails layer={openedLayer} image={layers.get('x')!} />
          )}
        </div>
      ))}
    </>
  );
}
