/** The requests for files to carry away. The networks are copied between two steps, so training may go on meanwhile. */
import * as Comlink from 'comlink';
import { weightsOrigin } from '../checkpoints/manifest';
import { exportNetwork, fileName } from '../export/exportNetwork';
import { exportZip } from '../export/exportZip';
import type { Provenance } from '../export/metadata';
import { onCopy } from '../export/onCopy';
import { exportOf } from '../lab/exports';
import { methodOf } from '../lab/works';
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
      const { images, config } = subject;
      const how = { preprocessing, opset: OPSET } as const;
      const make = async (networks: typeof subject.networks) => {
        await tell(format === 'zip' ? 'hash of the images' : `${network}, ${format}`, 0);
        const provenance: Provenance = {
          data: { name: images.name, hash: await images.contentHash() },
          licence: licence === '' ? undefined : licence,
          imported: weightsOrigin(keeper?.beganWith ?? null),
        };
        if (format !== 'zip') {
          const one = { ...how, network: exportOf(config, network), format };
          return exportNetwork(networks, config, provenance, one);
        }
        const all = { ...how, format, networks: methodOf(config).exports };
        return exportZip(networks, config, provenance, all, await readLoaders(), tell);
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
