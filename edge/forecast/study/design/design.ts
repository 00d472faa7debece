import type { Design } from "../../../contracts/forecast/study-answer.ts";
import type { Change } from "../../whatif/changes.ts";
import type { Factor } from "../factors.ts";
import { foldedOver } from "./plackett-burman.ts";

/** A plant to run: a level of each factor. The first variant is the plant as it is, without levels. */
export interface Variant {
  /** By factor: position of its level; -1 everywhere for a plant as it is that no combination of levels gives. */
  readonly levels: readonly number[];
  readonly changes: readonly Change[];
}

/** How many variants a design has, with the plant as it is; without making them. */
export function sizeOf(design: Exclude<Design, "search">, factors: readonly Factor[]): number {
  const counts = factors.map(({ levels }) => levels.length);
  const more = factors.every(({ levels }) => levels[0]?.changes.length === 0) ? 0 : 1;
  if (design === "all") return counts.reduce((product, count) => product * count, 1) + more;
  if (design === "one-at-a-time") return counts.reduce((sum, count) => sum + count - 1, 1) + more;
  return foldedOver(counts.length).length + more;
}

/** Variants of a design, the plant as it is first, each once. */
export function variantsOf(design: Design, factors: readonly Factor[]): readonly Variant[] {
  const rows = rowsOf(design, factors);
  const changesOf = (row: readonly number[]): readonly Change[] =>
    row.flatMap((level, at) => factors[at]?.levels[level]?.changes ?? []);
  const made = rows.map((levels): Variant => ({ levels, changes: changesOf(levels) }));
  const asIs = made.find(({ changes }) => changes.length === 0) ?? { levels: factors.map(() => -1), changes: [] };
  return [asIs, ...made.filter((variant) => variant !== asIs)];
}

function rowsOf(design: Design, factors: readonly Factor[]): readonly (readonly number[])[] {
  if (design === "screening")
    return foldedOver(factors.length).map((row) =>
      row.map((sign, at) => (sign < 0 ? 0 : (factors[at] as Factor).levels.length - 1)),
    );
  if (design === "all")
    return factors.reduce<readonly (readonly number[])[]>(
      (rows, { levels }) => rows.flatMap((row) => levels.map((_, level) => [...row, level])),
      [[]],
    );
  const first = factors.map(() => 0);
  const alone = factors.flatMap(({ levels }, at) => levels.slice(1).map((_, level) => first.with(at, level + 1)));
  return [first, ...alone];
}
