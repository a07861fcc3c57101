/** Which experiments can share their first phase: those in which it is the same, bit for bit. */
import { holds } from '../schema/about';
import { aboutMethod, FIRST_METHOD } from './abouts';
import { fieldsOf, valueOf, type Config, type ConfigKey } from './config';
import { earlierValues } from './earlierValues';
import { phasesOf } from './phases';

/**
 * Equal for two configs exactly where they train the same first phase on the same images. A method whose first phase is
 * all that there is shares nothing: its keys differ where anything does.
 */
export function firstPhaseKey(config: Config): string {
  const [{ decides, budget }] = phasesOf(config);
  const keys = (decides ?? fieldsOf(config).map(({ key }) => key)) as readonly ConfigKey[];
  const all = [...keys, budget[config.budget] as ConfigKey];
  // Folders of tables are named by it, also of those from before there was a choice.
  const isSaid = ([key, value]: readonly [string, unknown]): boolean => olderValue(config, key) !== value;
  return JSON.stringify({
    ...(config.method === FIRST_METHOD ? {} : { method: config.method }),
    ...Object.fromEntries(all.map((key) => [key, valueOf(config, key)] as const).filter(isSaid)),
  });
}

/**
 * What a field was before there was a choice; undefined where there always was. One that asks for shipped networks where none
 * fit asks for nothing, whatever its value.
 */
function olderValue(config: Config, key: string): unknown {
  const { shipped } = aboutMethod(config.method);
  if (key === shipped?.askedBy && !holds(config, shipped.givenWhere))
    return valueOf(config, key as ConfigKey);
  return earlierValues(config.method)[key];
}
