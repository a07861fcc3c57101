/** The one place where text goes to the terminal: names in it cannot move its cursor, colour it or turn its lines around. */
import { visible, visibleLines } from '../base/visible';

/** One line on stderr, for the person. */
export function say(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

/** Lines on stdout: what a command was asked for. */
export function print(text: string): void {
  process.stdout.write(`${visibleLines(text)}\n`);
}

/** One JSON object on a line of stdout, for machines; what acts on a terminal is escaped as JSON has it. */
export function jsonLine(value: object): void {
  process.stdout.write(`${visible(JSON.stringify(value))}\n`);
}

/** A file that was asked for on stdout, byte for byte. */
export function printFile(content: string): void {
  process.stdout.write(content);
}
