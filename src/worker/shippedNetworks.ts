/** Fetches the networks that are shipped with the page. */
import { decodeShipped, SHIPPED_PATH, type Shipped } from '../checkpoints/shipped';
import { pageUrl } from './pageUrl';

/** Throws one sentence if they are not there or damaged. */
export async function fetchShipped(): Promise<Shipped> {
  const response = await fetch(new URL(SHIPPED_PATH, pageUrl()));
  if (!response.ok)
    throw new Error(`The networks of this page could not be fetched (status ${response.status}).`);
  return decodeShipped(new Uint8Array(await response.arrayBuffer()));
}
