/** Before its first step of damage & repair the discriminator is the random one, unless it was given other weights. */
export function networkName(network: string, { isUntrained }: { readonly isUntrained: boolean }): string {
  return network === 'trained' && isUntrained ? 'untrained' : network;
}
