/**
 * Calls of our WebAssembly exports that threads share: a board in memory that all of them see. One thread posts a job,
 * a list of calls of one export; whoever is free takes the next open call, so that a thread which is late, or busy
 * elsewhere, holds nobody up.
 */
type Run = (...numbers: number[]) => unknown;

/** Words of the board, 32 bits each, changed by atomic operations only. */
const JOBS = 0; // Posted so far: what helpers wait on.
const OPEN = 1; // Calls that nobody has taken yet.
const UNDONE = 2; // Calls that have not returned yet: what the poster waits on.
const FAILED = 3; // Calls that have thrown.
const WORDS = 4;

/** Numbers behind the words, 64 bits each, which the poster writes while no call is open. */
const EXPORT = 0;
const ARGUMENTS = 1; // Of each call.
const SCRATCH = 2; // Where thread 0's begins,
const SCRATCH_BYTES = 3; // and how long each thread's is; 0: the export takes none.
const CALLS = 4;
const MAX_NUMBERS = 4096;

/** The board has room for four calls of each thread, of sixteen numbers. */
export const MAX_THREADS = 63;

/** Polls before a thread goes to sleep: some 20 µs, about as long as waking it takes. */
const POLLS = 1000;

export const BOARD_BYTES = 4 * WORDS + 8 * MAX_NUMBERS;

/** A call lasts milliseconds, on a busy machine seconds; who has not returned after this long is gone. */
const PATIENCE_SECONDS = 120;

/** A helper took a call and never returned: its thread has ended. What was being computed is void. */
export class HelperLost extends Error {
  override readonly name = 'HelperLost';

  constructor(program: string) {
    super(
      `A thread that helped with the program ${program} has ended. Start again, with fewer threads if it recurs.`,
    );
  }
}

/** What a helper needs, as a message. */
export interface HelperTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the board. */
  readonly board: number;
  /** From 1 on; the poster is thread 0. */
  readonly thread: number;
}

/** A call: the export's numbers, less the scratch memory. */
export type Call = readonly number[];

export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Readonly<Record<string, Run>> {
  // Small enough to be compiled and instantiated at once, so that starting stays in one place.
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Readonly<Record<string, Run>>;
}

/** One thread's view of the board. Shared memory that grows leaves it valid. */
export class JobBoard {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #numbers: Float64Array<SharedArrayBuffer>;
  readonly #names: readonly string[];
  readonly #exports: readonly Run[];
  readonly #thread: number;
  readonly #patience: number;

  /** @param patience seconds that the poster waits for a call to return */
  constructor({ module, memory, board, thread }: HelperTask, patience = PATIENCE_SECONDS) {
    const buffer = memory.buffer as unknown as SharedArrayBuffer;
    this.#words = new Int32Array(buffer, board, WORDS);
    this.#numbers = new Float64Array(buffer, board + 4 * WORDS, MAX_NUMBERS);
    // In the module's order, so that all threads number them alike.
    const functions = Object.entries(instantiate(module, memory)).filter(
      ([, run]) => typeof run === 'function',
    );
    this.#names = functions.map(([name]) => name);
    this.#exports = functions.map(([, run]) => run);
    this.#thread = thread;
    this.#patience = patience;
  }

  /** A board that was allocated just now. */
  clear(): void {
    this.#words.fill(0);
  }

  /**
   * Makes all calls, as many at once as there are threads, and returns when the last one has.
   *
   * Throws HelperLost where a helper has ended within a call; the board is then of no more use.
   *
   * @param scratch of each thread `scratchBytes`, one behind the other; the export's last number, unless 0 bytes
   */
  complete(name: string, calls: readonly Call[], scratch: number, scratchBytes: number): void {
    const [length] = [calls[0]!.length];
    if (CALLS + calls.length * length > MAX_NUMBERS) throw new Error(`Too many calls of ${name} in one job.`);
    this.#numbers.set([this.#names.indexOf(name), length, scratch, scratchBytes, ...calls.flat()]);
    Atomics.store(this.#words, UNDONE, calls.length);
    Atomics.store(this.#words, OPEN, calls.length);
    Atomics.add(this.#words, JOBS, 1);
    Atomics.notify(this.#words, JOBS, calls.length - 1);
    this.#takeCalls();
    this.#awaitOthers(name);
    if (Atomics.exchange(this.#words, FAILED, 0) > 0) throw new Error(`The program ${name} failed.`);
  }

  /** A helper's life: it takes calls until its thread is ended. */
  serve(): never {
    for (;;) {
      const jobs = Atomics.load(this.#words, JOBS);
      this.#takeCalls();
      this.#await(JOBS, jobs);
    }
  }

  #takeCalls(): void {
    for (;;) {
      const open = Atomics.load(this.#words, OPEN);
      if (open === 0) return;
      if (Atomics.compareExchange(this.#words, OPEN, open, open - 1) !== open) continue;
      // The job cannot change before this call is done, even if it is another one than when `open` was read.
      try {
        this.#make(open - 1);
      } catch {
        Atomics.add(this.#words, FAILED, 1);
      }
      if (Atomics.sub(this.#words, UNDONE, 1) === 1) Atomics.notify(this.#words, UNDONE);
    }
  }

  #make(call: number): void {
    const length = this.#numbers[ARGUMENTS]!;
    const bytes = this.#numbers[SCRATCH_BYTES]!;
    const first = CALLS + call * length;
    const numbers = [...this.#numbers.subarray(first, first + length)];
    if (bytes > 0) numbers.push(this.#numbers[SCRATCH]! + this.#thread * bytes);
    this.#exports[this.#numbers[EXPORT]!]!(...numbers);
  }

  /** Until all calls have returned. Waits are short and counted, so that a process that was stopped meanwhile lost no one. */
  #awaitOthers(name: string): void {
    let seconds = 0;
    for (let undone; (undone = Atomics.load(this.#words, UNDONE)) > 0;) {
      this.#await(UNDONE, undone, 1000);
      seconds = Atomics.load(this.#words, UNDONE) < undone ? 0 : seconds + 1;
      if (seconds >= this.#patience) throw new HelperLost(name);
    }
  }

  /** Returns when a word is no longer `value` or the time is over, and sometimes earlier. */
  #await(word: number, value: number, milliseconds = Infinity): void {
    for (let i = 0; i < POLLS; i++) if (Atomics.load(this.#words, word) !== value) return;
    Atomics.wait(this.#words, word, value, milliseconds);
  }
}
