/** What is used of a package that has no types. */
declare module 'fs-native-extensions' {
  /** Locks an open file for as long as it is open, until the process ends at the latest; false where another has it. */
  export function tryLock(fd: number): boolean;
}
