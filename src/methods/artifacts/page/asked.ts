/** What this method’s panels ask of the networks, and what they are told. */
import type { LookReply, LookRequest, MeasureReply } from '../../../worker/protocol';

export type InspectRequest = LookRequest<'inspect'>;
export type InspectedImage = LookReply<'inspect'>;
export type Stage = keyof InspectedImage['pictures'];
export type Trace = LookReply<'trace'>;
export type TracedLayer = Trace['layers'][number];
export type Traced = TracedLayer['layer'];
export type Health = MeasureReply<'health'>;
