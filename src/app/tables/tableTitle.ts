import { counted } from '../../base/counted';
import type { KeptTable } from '../../worker/protocol';
import { ago } from '../../parts/format';

/** What a table is of and when it was begun: “Ablations: 6 rows, 3 seeds, pets · finished · begun 5 min ago”. */
export function tableTitle({ table, state, begun }: KeptTable, now: number): string {
  const size = `${counted(table.rows.length, 'row')}, ${counted(table.seeds.length, 'seed')}`;
  return `${table.setting.title}: ${size}, ${table.setting.images.name} · ${state} · begun ${ago(begun, now)}`;
}
