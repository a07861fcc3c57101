/** What a setting means and whose word it is. */
import { aboutMethod, type MethodId } from '../experiments/abouts';
import { fieldOf, type ConfigKey, type FieldInfo } from '../experiments/config';

/** With the place in the method’s paper, where there is one. */
export function settingHelp(
  method: MethodId,
  { key, description }: Pick<FieldInfo, 'key' | 'description'>,
): string {
  const place = aboutMethod(method).places[key];
  return place ? `${description} In the paper: ${place}.` : description;
}

/** The same by the setting’s key. */
export function helpOf(method: MethodId, key: ConfigKey): string {
  return settingHelp(method, fieldOf({ method }, key));
}
