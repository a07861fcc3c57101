/** The requests for files to carry away. The networks are copied between two steps, so training may go on meanwhile. */
import * as Comlink from 'comlink';
import { weightsOrigin } from '../checkpoints/manifest';
import { exportNetwork, fileName } from '../export/exportNetwork';
import { exportZip } from '../export/exportZip';
import type { Provenance } from '../export/metadata';
import { onCopy } from '../export/onCopy';
import { artifactsOnly } from '../experiments/config';
import type { Lab } from '../lab/lab';
import { yieldToHost } from '../lab/yieldToHost';
import { readLoaders } from './loaders';
import type { ExportRequests, LabEvent } from './protocol';

/** The newest that we write: what reads ONNX in a browser or in Node knows it. */
const OPSET = 22;

/** @param lab the Lab that is present when a request comes */
export function exportsBeside(lab: () => Lab, emit: (event: LabEvent) => void): ExportRequests {
  const tell = async (what: string, share: number): Promise<void> => {
    emit({ type: 'exporting', progress: { what, share } });
    await yieldToHost();
  };
  return {
    async exportNetworks({ network, format, preprocessing, licence }) {
      const { subject, keeper } = lab();
      if (!subject) throw new Error('There are no networks yet: load images first.');
      const { images } = subject;
      const config = artifactsOnly(subject.config, 'Exporting');
      const how = { preprocessing, opset: OPSET } as const;
      const make = async (networks: typeof subject.networks) => {
        await tell(format === 'zip' ? 'hash of the images' : `${network}, ${format}`, 0);
        const provenance: Provenance = {
          data: { name: images.name, hash: await images.contentHash() },
          licence: licence === '' ? undefined : licence,
          imported: weightsOrigin(keeper?.beganWith ?? null),
        };
        return format === 'zip'
          ? exportZip(networks, config, provenance, { ...how, format }, await readLoaders(), tell)
          : exportNetwork(networks, config, provenance, { ...how, network, format });
      };
      try {
        const bytes = await onCopy(subject.networks, make);
        const name = format === 'zip' ? 'networks.zip' : fileName(network, format);
        return Comlink.transfer({ name, bytes }, [bytes.buffer]);
      } finally {
        emit({ type: 'exporting', progress: null });
      }
    },
  };
}
