/** The rows of pieces that have a named cause. */
import type { CauseView } from "../../../contracts/quality/causes.ts";
import type { CandidateColumn, PieceColumns } from "./columns.ts";

/** The column of a cause; undefined: no piece has a known value. */
export function columnOf(
  cause: Pick<CauseView, "candidate">,
  { candidates }: PieceColumns,
): CandidateColumn | undefined {
  return candidates.find(({ name }) => isSameCandidate({ candidate: name }, cause));
}

/** Whether a piece has the level, or is on the side of the cut, whenever it was made. */
export function membership(
  { level, side, cut }: Pick<CauseView, "level" | "side" | "cut">,
  { levels, values }: CandidateColumn,
): (row: number) => boolean {
  if (side === "is") {
    const code = levels?.indexOf(level) ?? -1;
    return (row) => values[row] === code;
  }
  const limit = cut as number;
  return side === "below" ? (row) => (values[row] as number) < limit : (row) => (values[row] as number) >= limit;
}

export function isSameCandidate(one: Pick<CauseView, "candidate">, other: Pick<CauseView, "candidate">): boolean {
  const nameOf = ({ candidate: { kind, operation, name } }: Pick<CauseView, "candidate">): string =>
    JSON.stringify([kind, operation, name]);
  return nameOf(one) === nameOf(other);
}

/** The same level of the same circumstance, or the same side of the same number; its cut may move. */
export function isSameCause(one: CauseView, other: CauseView): boolean {
  return isSameCandidate(one, other) && one.level === other.level && one.side === other.side;
}
