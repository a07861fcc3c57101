import { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { METHOD_IDS } from '../experiments/abouts';
import { tablesOf } from '../experiments/tables';
import { addSweepCommands } from './sweepCommands';

test('the help of a sweep lists every table that there is', () => {
  const program = new Command('lab');
  const option = () => new Option('--none');
  addSweepCommands(program, {
    dataHelp: '',
    backendOption: option,
    savingOption: () => new Option('--other'),
    finish: () => undefined,
  });
  const help = program.commands[0]!.helpInformation().replace(/\s+/g, ' ');
  const tables = METHOD_IDS.flatMap((method) => tablesOf({ method }));
  expect(tables.length).toBeGreaterThan(1);
  for (const { id, summary } of tables) expect(help).toContain(`${id}: ${summary};`);
  expect(help).toContain('methods: all methods side by side');
});
