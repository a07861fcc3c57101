/** One JSON object on a line of stdout, for machines. */
export function jsonLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
