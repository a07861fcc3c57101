/**
 * Every fault that the lab handles, the code that handles it, and the test that holds it: take the code out, and the
 * test must fall. `npm run faults` does so.
 */

/** Some code put in the place of some other, which occurs once in its file. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Fault {
  /** As the table names it. */
  readonly name: string;
  /** What takes the handling out; the first file is where it is. */
  readonly without: readonly [Change, ...Change[]];
  /** A file of tests, and the beginning or more of one test’s name. */
  readonly test: { readonly file: string; readonly name: string };
}

function fault(
  name: string,
  [file, from, to]: readonly [string, string, string],
  test: readonly [file: string, name: string],
): Fault {
  return { name, without: [{ file, from, to }], test: { file: test[0], name: test[1] } };
}

export const FAULTS: readonly Fault[] = [
  // Numbers
  fault(
    'A loss that is no number',
    ['src/lab/logbook.ts', 'if (!(Math.abs(value) < LOSS_BOUND)) throw', 'if (false) throw'],
    ['src/lab/recovery/recovery.test.ts', 'is not kept: the run goes on from its last good point'],
  ),
  fault(
    'The same three times in a row',
    ['src/lab/recovery/trouble.ts', 'const EXPLOSIONS_BORNE = 3;', 'const EXPLOSIONS_BORNE = 1e9;'],
    ['src/lab/recovery/recovery.test.ts', 'that comes three times in a row'],
  ),

  fault(
    'A loss of one twin that is no number',
    ['src/lab/twins/pair.ts', 'await runAt(b, ofB, images, stream)', 'await runAt(b, ofB, images, null)'],
    ['src/lab/twins/recovery.test.ts', 'after a point that both have'],
  ),
  fault(
    'Other batches that a table drew before it was stopped',
    ['src/lab/saving/keeper.ts', '...(redraws > 0 && { redraws }),', ''],
    ['src/lab/table/recovery.test.ts', 'is not forgotten where the table is stopped and continued'],
  ),

  // Devices and workers
  fault(
    'A GPU device that is lost in mid-step',
    [
      'src/kernels/webgpuBackend.ts',
      'void device.lost.then(({ message }) =>',
      'void (({ message }: { message: string }) =>',
    ],
    ['src/lab/recovery/deviceLoss.test.ts', 'is replaced in mid-step'],
  ),
  fault(
    'GPU devices that are lost again and again',
    ['src/lab/recovery/device.ts', 'if (tooOften) this', 'if (false) this'],
    ['src/lab/recovery/deviceLoss.test.ts', 'is replaced in mid-step'],
  ),
  fault(
    'A device lost after the last step',
    [
      'src/lab/trainer.ts',
      "if (this.#state === 'finished' && !open?.run.finished) this.#makeLastStepsAgain();",
      '',
    ],
    ['src/lab/recovery/deviceLoss.test.ts', 'before they have been read'],
  ),
  fault(
    'A device lost while another run takes the place of the first',
    ['src/lab/recovery/guard.ts', 'this.#generation = generation;', ''],
    ['src/lab/recovery/deviceLoss.test.ts', 'while another run takes its place'],
  ),
  fault(
    'A device that is lost while others compute on it',
    [
      'src/lab/recovery/device.ts',
      'while (this.#computing.size > 0) await Promise.allSettled(this.#computing);',
      '',
    ],
    ['src/lab/recovery/device.test.ts', 'is replaced once for all who use it'],
  ),
  fault(
    'A device that is lost while twins train',
    [
      'src/lab/twins/twins.ts',
      'await this.#guard.during(work);',
      "(await work(), { kind: 'done' }) as Awaited<ReturnType<Guard['during']>>;",
    ],
    ['src/lab/twins/recovery.test.ts', 'while they train, before they parted or after'],
  ),
  fault(
    'A device that is lost while a table is made',
    [
      'src/lab/table/training.ts',
      'await this.#guard.during(work);',
      "(await work(), { kind: 'done' }) as Awaited<ReturnType<Guard['during']>>;",
    ],
    ['src/lab/table/recovery.test.ts', 'in the stage “'],
  ),
  fault(
    'A GPU that reports an error',
    [
      'src/kernels/webgpuBackend.ts',
      "device.addEventListener('uncapturederror'",
      "device.addEventListener('none'",
    ],
    ['src/lab/recovery/deviceLoss.test.ts', 'is given up for a new one'],
  ),
  fault(
    'The GPU’s process crashes',
    [
      'src/lab/recovery/guard.ts',
      'if (this.isBehind) return await this.#recoverDevice();',
      'if (this.isBehind) return DONE;',
    ],
    ['e2e/recovery.spec.ts', 'a lost GPU device is replaced'],
  ),
  fault(
    'Memory of WebAssembly that is full',
    ['src/kernels/wasmMemory.ts', 'if (!isThere && bytes > 0) throw', 'if (false) throw'],
    ['src/lab/recovery/recovery.test.ts', 'fails the run at its last good point, with room again'],
  ),
  fault(
    'WebAssembly stops within a step',
    ['src/kernels/wasmMemory.ts', ' || error instanceof WebAssembly.RuntimeError', ''],
    ['src/lab/recovery/recovery.test.ts', 'a module that stopped within a step'],
  ),
  fault(
    'A figure that cannot be drawn',
    [
      'src/lab/figure/live.ts',
      'if ((await this.#host.isDeviceLost()) || this.#host.run() !== run || this.#hasFailed) return;',
      'throw error;',
    ],
    ['src/lab/figure/live.test.ts', 'that fails is told once'],
  ),
  fault(
    'The worker that trains ends',
    ['src/worker/lifeline.ts', '.then(end);', ';'],
    ['e2e/runs.spec.ts', 'a worker that ends is replaced'],
  ),
  fault(
    'The worker that draws ends',
    ['src/worker/lifeline.ts', '.then(end);', ';'],
    ['e2e/recovery.spec.ts', 'a figure worker that ends is replaced'],
  ),

  // The tab
  fault(
    'The page’s process is killed',
    [
      'src/checkpoints/runFolder.ts',
      'for (const stored of (await this.checkpoints()).reverse()) {',
      'for (const stored of [] as StoredCheckpoint[]) {',
    ],
    ['e2e/recovery.spec.ts', 'what was saved is there again after the renderer crashed'],
  ),
  fault(
    'A run that trained when the page was left',
    ['src/store/storedRuns.ts', 'if (wish.start) await', 'if (false) await'],
    ['e2e/recovery.spec.ts', 'a run that trained when the page was left'],
  ),
  fault(
    'A hidden tab, which gets no frames',
    ['src/app/browserPlatform.ts', 'setTimeout(once, LONGEST_WAIT_MS)', 'setTimeout(once, 1e9)'],
    ['e2e/runs.spec.ts', 'a hidden tab trains on without a single frame'],
  ),
  fault(
    'A machine that falls asleep while it trains',
    ['src/app/run/wakeLock.ts', "if (document.visibilityState !== 'visible') return;", 'return;'],
    ['e2e/runs.spec.ts', 'a hidden tab trains on without a single frame'],
  ),
  fault(
    'A running training is left by mistake',
    ['src/app/run/leaveGuard.ts', "    addEventListener('beforeunload', ask);\n", ''],
    ['e2e/recovery.spec.ts', 'whoever leaves a running training is asked first'],
  ),
  fault(
    'Two tabs on one run',
    ['src/store/runLocks.ts', 'void this.#locks.request(PREFIX + run, () => held);', ''],
    ['e2e/runs.spec.ts', 'a run that is open in another tab'],
  ),
  fault(
    'A page that would load or send anything',
    ['vite.config.ts', "  apply: 'build',\n", "  apply: 'serve',\n"],
    ['e2e/faults.spec.ts', 'trains under the strict policy'],
  ),

  // What is kept
  fault(
    'A write that is broken off',
    [
      'src/cli/nodeFolder.ts',
      'const unfinished = target + UNFINISHED;\n  const parts',
      'const unfinished = target;\n  const parts',
    ],
    ['src/cli/nodeFolder.test.ts', 'are whole when it is killed while it writes'],
  ),
  fault(
    'A checkpoint with bytes changed',
    ['src/checkpoints/checkpoint.ts', 'if (!(await isWhole())', 'if (false && !(await isWhole())'],
    ['src/checkpoints/checkpoint.test.ts', 'is refused when any bit is flipped'],
  ),
  fault(
    'A damaged checkpoint that is the newest',
    [
      'src/checkpoints/runFolder.ts',
      'skipped.push({ name: stored.name, reason: messageOf(error) });',
      'throw error;',
    ],
    ['src/lab/saving/resume.test.ts', 'passes over damaged checkpoints'],
  ),
  fault(
    'Tensors that do not fit the networks',
    ['src/networks/parameters.ts', 'if (value.shape.join() !== shape.join()) {', 'if (false) {'],
    ['src/lab/saving/restoring.test.ts', '10,000 with a tensor gone'],
  ),
  fault(
    'Storage that is full',
    ['src/checkpoints/folder.ts', "name === 'QuotaExceededError' || code === 'ENOSPC'", 'false'],
    ['src/lab/saving/resume.test.ts', 'pauses when storage is full'],
  ),
  fault(
    'Storage that is full, in the page',
    [
      'src/lab/saving/keeper.ts',
      "this.#tell({ state: 'paused', problem: savingProblem(error), retry });",
      'throw error;',
    ],
    ['e2e/runs.spec.ts', 'full storage pauses saving'],
  ),
  fault(
    'Storage too full to note where images came from',
    ['src/store/imageSources.ts', '    } catch (error) {\n', '    } catch (error) {\n      throw error;\n'],
    ['src/store/imageSources.test.ts', 'a set that the browser cannot remember'],
  ),
  fault(
    'A run that goes on with other images',
    [
      'src/checkpoints/imagesIdentity.ts',
      'if (!ranks || !areSameImages(loaded, wanted)) return null;',
      'if (!ranks) return images;',
    ],
    ['src/lab/saving/resume.test.ts', 'changes nothing where the images are others'],
  ),
  fault(
    'A remembered folder that the browser guards',
    ['src/app/data/sourceMemory.ts', "return state === 'prompt' ? 'ask' : null;", 'return null;'],
    ['e2e/runs.spec.ts', 'a remembered folder is read after the browser has asked'],
  ),

  // What is given
  fault(
    'A picture of far too many pixels',
    ['src/data/sniff.ts', 'if (width * height > MAX_PIXELS) {', 'if (false) {'],
    ['src/data/readImages.test.ts', 'names every file that it does not take'],
  ),
  fault(
    'Many large pictures at once',
    [
      'src/data/readImages.ts',
      'return decodedPixels.spend(width * height, () =>',
      'return decodedPixels.spend(0, () =>',
    ],
    ['src/data/readImages.test.ts', 'never decodes more pixels at once'],
  ),
  fault(
    'A file that is too large to read',
    ['src/data/readImages.ts', 'if (file.size > limit) {', 'if (false) {'],
    ['src/data/readImages.test.ts', 'refuses a film or a huge zip'],
  ),
  fault(
    'A picture that is cut off',
    ['src/data/sniff.ts', 'if (!header.complete) throw', 'if (false) throw'],
    ['src/data/readImages.test.ts', 'names every file that it does not take'],
  ),
  fault(
    'A file without content',
    ['src/data/sniff.ts', 'if (bytes.length === 0) throw', 'if (false) throw'],
    ['src/data/readImages.test.ts', 'names every file that it does not take'],
  ),
  fault(
    'A picture under a wrong name',
    [
      'src/data/sniff.ts',
      'const kind = imageKind(bytes);',
      "const kind = imageKind(bytes) === 'png' ? 'gif' : imageKind(bytes);",
    ],
    ['src/cli/readFolder.test.ts', 'is read with every format'],
  ),
  fault(
    'A JPEG that is damaged inside',
    ['src/data/intact.ts', '      checkJpegScans(bytes);\n', ''],
    ['src/cli/readFolder.test.ts', 'names what is damaged inside'],
  ),
  fault(
    'Colours told by numbers',
    ['src/cli/decode.ts', 'if (numbers) return withProfile', 'if (numbers?.curve === 0) return withProfile'],
    ['src/cli/readFolder.test.ts', 'shows each picture of the table'],
  ),
  fault(
    'A picture that EXIF turns',
    ['src/cli/decode.ts', '      .rotate()\n', ''],
    ['src/cli/readFolder.test.ts', 'is read with every format'],
  ),
  fault(
    'Sixteen bits a colour',
    ['src/cli/decode.ts', ".raw({ depth: 'uchar' })", ".raw({ depth: 'ushort' })"],
    ['src/cli/readFolder.test.ts', 'is read with every format'],
  ),
  fault(
    'Transparency',
    ['src/cli/decode.ts', "      .flatten({ background: 'white' })\n", ''],
    ['src/cli/readFolder.test.ts', 'flattens alpha on white and turns grey into RGB'],
  ),
  fault(
    'An animation',
    ['src/cli/decode.ts', 'pages: 1', 'pages: -1'],
    ['src/cli/readFolder.test.ts', 'is read with every format'],
  ),
  fault(
    'A folder that may not be read',
    ['src/cli/files.ts', 'if (above.size === 0) throw listing;', 'throw listing;'],
    ['src/cli/readFolder.test.ts', 'is read but for a folder without permission'],
  ),
  fault(
    'A file that may not be read',
    [
      'src/data/readImages.ts',
      'if (error instanceof ImageProblem) throw error;\n    const why',
      'throw error;\n    const why',
    ],
    ['src/data/readImages.test.ts', 'names every file that it does not take'],
  ),
  fault(
    'A name in a zip that leads outside',
    ['src/data/zip.ts', "name.split('/').includes('..')", 'false'],
    ['src/data/zip.test.ts', 'gives what is inside, and names what leads outside'],
  ),
  fault(
    'A zip that is cut off',
    [
      'src/data/zip.ts',
      "throw new ImageProblem('truncated', 'The zip",
      "void new ImageProblem('truncated', 'The zip",
    ],
    ['src/data/readImages.test.ts', 'takes a zip of many batches, and what is whole in a damaged one'],
  ),
  fault(
    'A link with settings that are none',
    [
      'src/experiments/link.ts',
      "if (result.success) changes[known.key as Exclude<ConfigKey, 'method'>] = result.data;",
      'changes[known.key] = value; if (result.success) continue;',
    ],
    ['src/experiments/config.test.ts', '10,000 fuzzed ones give a valid config and sentences'],
  ),
  fault(
    'A capsule that lacks its checkpoints',
    [
      'src/checkpoints/capsule.ts',
      "if (found.length === 0) throw new Error('There is no checkpoint",
      "if (found.length === 0) void new Error('There is no checkpoint",
    ],
    ['src/checkpoints/capsule.test.ts', 'with a file left out, properly sealed'],
  ),
  fault(
    'A file of weights that was altered',
    [
      'src/export/safetensors.ts',
      'if (!parsed.success) {\n    throw new Error(`“${name}” in the safetensors file',
      'if (false) {\n    throw new Error(`“${name}” in the safetensors file',
    ],
    ['src/export/importWeights.test.ts', '10,000 mutated files give one sentence'],
  ),
];
