/** Networks to export in tests, and the Python that Debian packages have put there, if they have. */
import { spawnSync } from 'node:child_process';
import { Random } from '../base/random';
import type { Config } from '../experiments/config';
import { networksOf } from '../lab/works';
import { readNetworks, writeNetworks, type Networks } from '../networks/networks';

/** Fresh networks whose averages, β, γ and biases are not what they begin with. */
export async function shakenNetworks(config: Config): Promise<Networks> {
  const networks = networksOf(config);
  const random = new Random(7);
  const values = await readNetworks(networks);
  for (const [name, { data }] of values) {
    if (name.endsWith('/kernel')) continue;
    for (const [i, value] of data.entries()) {
      data[i] = value * random.between(0.5, 1.5) + random.between(0, 0.2);
    }
  }
  writeNetworks(networks, values);
  return networks;
}

/** A Python that can import a module; null if none can. */
export function pythonWith(module: string): string | null {
  const pythons = ['python3', '/usr/bin/python3'];
  return pythons.find((python) => spawnSync(python, ['-c', `import ${module}`]).status === 0) ?? null;
}
