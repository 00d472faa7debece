/** What two boxes compare of their configs (rules SB42 to SB44 in docs/rules/standby.md). */

/** Most files that are compared one by one. */
export const MOST_PRINTS = 1_000;
/** Longest name and print, characters: all of them fit into one frame between two boxes. */
export const LONGEST_NAME = 200;
export const LONGEST_PRINT = 64;

/** Prints by file, sorted by name; relative to the plant's folder where the file is in it. */
export type FilePrints = readonly (readonly [name: string, print: string])[];

/** What a process has read, and which program it is. */
export interface ConfigPrints {
  readonly version: string;
  readonly files: FilePrints;
}

/** How two boxes differ. */
export interface ConfigDifference {
  /** The first few files. */
  readonly files: readonly string[];
  /** How many more there are. */
  readonly more: number;
  /** Versions of the program on this box and on the other one; null where they are the same. */
  readonly versions: { readonly own: string; readonly other: string } | null;
}
