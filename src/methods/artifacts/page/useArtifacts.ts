import { usePage } from '../../../parts/sessionContext';
import { artifactsOnly, type ArtifactsConfig } from '../config';

/** A setting of the run, for panels that are there for runs of this method only. */
export function useArtifacts<Part>(select: (config: ArtifactsConfig) => Part): Part {
  return usePage((page) => select(artifactsOnly(page.running, 'This panel')));
}
