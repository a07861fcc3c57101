/** The tests that may be skipped, where and why. Any other that is skipped fails the run. */

/** A test as the reports name it. */
export interface TestName {
  /** Relative to the project, with forward slashes. */
  readonly file: string;
  /** Titles of its groups and its own, in one line. */
  readonly title: string;
}

/** What decides whether a skip is excused. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Where `.ci/run` has installed all that Debian packages. */
  readonly ci: boolean;
}

interface KnownSkip {
  readonly file: string;
  /** Part of the title; without one, all tests of the file. */
  readonly title?: string;
  readonly reason: string;
  readonly on: (machine: Machine) => boolean;
}

const anywhere = () => true;
const notInCi = ({ ci }: Machine) => !ci;
const notOnLinux = ({ platform }: Machine) => platform !== 'linux';

const NO_TORCH = { reason: 'no Python here has torch (Debian: python3-torch)', on: notInCi };
const NO_ADAPTER = {
  reason: 'only Chromium for Linux brings a software adapter that Node can load',
  on: notOnLinux,
};

export const KNOWN_SKIPS: readonly KnownSkip[] = [
  {
    file: 'src/cli/loaders.test.ts',
    title: 'ONNX Runtime for Python',
    reason: 'Debian has no package of ONNX Runtime for Python; the one for Node is tested',
    on: anywhere,
  },
  { file: 'src/cli/loaders.test.ts', title: 'PyTorch', ...NO_TORCH },
  { file: 'src/cli/pytorchRuns.test.ts', ...NO_TORCH },
  {
    file: 'src/cli/loaders.test.ts',
    title: 'ONNX’s own checker',
    reason: 'no Python here has onnx (Debian: python3-onnx)',
    on: notInCi,
  },
  {
    file: 'src/cli/loaders.test.ts',
    title: 'NumPy',
    reason: 'no Python here has numpy (Debian: python3-numpy)',
    on: notInCi,
  },
  {
    file: 'src/cli/pytorchPictures.test.ts',
    reason: 'no Python here has Pillow and NumPy (Debian: python3-pil, python3-numpy)',
    on: notInCi,
  },
  { file: 'src/cli/pytorch.test.ts', reason: 'there is no Python here', on: notInCi },
  { file: 'src/cli/gpu.test.ts', ...NO_ADAPTER },
  { file: 'src/kernels/ops.test.ts', ...NO_ADAPTER },
  { file: 'src/kernels/webgpu/convolution.test.ts', ...NO_ADAPTER },
  { file: 'src/kernels/webgpu/programs.test.ts', ...NO_ADAPTER },
  { file: 'src/lab/recovery/deviceLoss.test.ts', ...NO_ADAPTER },
  { file: 'src/lab/saving/resume.test.ts', title: 'on WebGPU, on another device', ...NO_ADAPTER },
  {
    file: 'e2e/visual.spec.ts',
    reason: 'the pictures were taken on Linux; other systems draw letters otherwise',
    on: notOnLinux,
  },
];

/** Why a test may be skipped on this machine; null if it may not. */
export function reasonToSkip(test: TestName, machine: Machine): string | null {
  const known = KNOWN_SKIPS.find(
    ({ file, title = '', on }) => file === test.file && test.title.includes(title) && on(machine),
  );
  return known?.reason ?? null;
}
