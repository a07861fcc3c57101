import { aboutMethod } from '../../experiments/abouts';
import type { FeaturesAbout } from '../../schema/about';
import { usePage } from '../../parts/sessionContext';

/** What the present method’s features are read from. */
export function useFeatures(): FeaturesAbout {
  return usePage((page) => aboutMethod(page.running.method).features);
}
