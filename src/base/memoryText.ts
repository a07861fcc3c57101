/**
 * Memory in binary megabytes, or gigabytes from one on: “80 MB”, “1.5 GB”, “4 GB”. What is foretold, shown and allowed is
 * said by this function alone, so that the numbers agree; rounded up, so that a need is never said smaller than it is.
 */
export function memoryText(bytes: number): string {
  const gigabytes = bytes / 2 ** 30;
  return gigabytes < 1
    ? `${Math.ceil(bytes / 2 ** 20)} MB`
    : `${(Math.ceil(gigabytes * 10) / 10).toFixed(1).replace('.0', '')} GB`;
}
