import { AS_IS } from "../../contracts/forecast/study-answer.ts";
import type { Change } from "../whatif/changes.ts";
import { readChange } from "../whatif/question.ts";
import type { FactorEntry, StudyFile } from "./file/study-file.ts";

export interface Level {
  readonly name: string;
  /** Empty: the plant as it is. */
  readonly changes: readonly Change[];
}

export interface Factor {
  readonly name: string;
  /** The first one is what others are compared with. */
  readonly levels: readonly Level[];
}

/** Kinds of factors, and the keys that they need beside their levels. */
export const FACTOR_KINDS = {
  vehicles: [],
  load: ["at"],
  capacity: ["at"],
  speed: ["at"],
  out: ["hours"],
  closed: ["hours"],
  open: ["hours"],
  sequence: [],
  lot: [],
  islands: [],
  levels: [],
} as const satisfies Partial<Record<keyof FactorEntry, readonly (keyof FactorEntry)[]>>;
export type FactorKind = keyof typeof FACTOR_KINDS;

export function kindsOf(entry: FactorEntry): readonly FactorKind[] {
  return (Object.keys(FACTOR_KINDS) as FactorKind[]).filter((kind) => entry[kind] !== undefined);
}

/** Factors of a file without problems (`studyProblems`). */
export function factorsOf({ factors }: Pick<StudyFile, "factors">): readonly Factor[] {
  return factors.map((entry) => {
    const own = levelsOf(entry);
    return { name: entry.name, levels: entry.asIs ? [{ name: AS_IS, changes: [] }, ...own] : own };
  });
}

function levelsOf(entry: FactorEntry): readonly Level[] {
  const { at = "*", from: fromH = 0, hours = 0 } = entry;
  const [kind] = kindsOf(entry);
  switch (kind) {
    case "vehicles":
      return named(entry.vehicles, (add) => ({ kind, add }), signed);
    case "load":
      return named(entry.load, (pieces) => ({ kind, pieces, from: at }));
    case "capacity":
      return named(entry.capacity, (pieces) => ({ kind, pieces, places: at }));
    case "speed":
      return named(entry.speed, (factor) => ({ kind, factor, machines: at }));
    case "out":
    case "closed":
    case "open":
      return named(entry[kind], (machines) => ({ kind, machines, fromH, hours }));
    case "sequence":
      return named(entry.sequence, (by) => ({ kind, by }));
    case "lot":
      return named(entry.lot, (pieces) => ({ kind, pieces, variants: "*" }));
    case "islands":
      // The search finds them.
      return [];
    default:
      return (entry.levels ?? []).map(({ name, changes }) => ({
        name,
        changes: changes.map((change) => readChange(change) as Change),
      }));
  }
}

function named<Value>(
  values: readonly Value[] = [],
  changeOf: (value: Value) => Change,
  text: (value: Value) => string = String,
): readonly Level[] {
  return values.map((value) => ({ name: text(value), changes: [changeOf(value)] }));
}

function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value);
}
