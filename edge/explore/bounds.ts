/** Bounds of the records that people save (rule XP4 in docs/rules/explore.md). */
import type { SavedKind } from "../contracts/explore/record.ts";

export interface Bounds {
  /** Records of the plant, by kind. */
  readonly ofPlant: Readonly<Record<SavedKind, number>>;
  /** Records of one person of one kind. */
  readonly ofOne: number;
  /** Of one person, all kinds together. */
  readonly bytesOfOne: number;
  /** Of everybody, all kinds together. */
  readonly all: { readonly count: number; readonly bytes: number };
  readonly recordBytes: number;
  /** The log is rewritten when it is larger than this and than twice its records. */
  readonly logBytes: number;
}

const MIB = 2 ** 20;

export const BOUNDS: Bounds = {
  ofPlant: { view: 1_000, annotation: 20_000, "calculated-tag": 500, "period-definition": 500 },
  ofOne: 200,
  bytesOfOne: 8 * MIB,
  all: { count: 40_000, bytes: 64 * MIB },
  recordBytes: 256 * 1024,
  logBytes: 4 * MIB,
};
