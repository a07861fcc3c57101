/** The statistics of the present images, told as an event some time after they were read. */
import { BackgroundStatistics } from '../lab/evaluate/statistics';
import type { Lab } from '../lab/lab';
import type { LabEvent } from './protocol';

/** @param lab the Lab that is present when images come @returns to be called with every event of the lab */
export function statisticsBeside(lab: () => Lab, emit: (event: LabEvent) => void): (event: LabEvent) => void {
  const statistics = new BackgroundStatistics({
    isBusy: () => lab().status.state === 'running',
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    tell: (found) => emit({ type: 'statistics', statistics: found }),
    tellFailure: (failure) => emit({ type: 'failure', failure }),
  });
  return ({ type }) => {
    if (type === 'images') void statistics.begin(lab().images);
  };
}
