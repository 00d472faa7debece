/** Pieces that share a circumstance, and those that are compared before and after an action against it. */
import type { BadShare, CandidateKind, DefectClass } from "../../contracts/quality/causes.ts";
import type { CauseGroup } from "../../contracts/quality/containment.ts";
import type { EffectQuestion } from "../../contracts/quality/loop.ts";
import { EPOCH_S, SIDES, workedColumn } from "./circumstances.ts";
import { verdictOf } from "./class-columns.ts";
import type { PieceTable } from "./piece-table.ts";

/** Whether the piece of a slot has the circumstance. */
export function isInGroup(table: PieceTable, { candidate, level, side, cut }: CauseGroup, slot: number): boolean {
  const column = table.column({ role: "circumstance", ...candidate });
  const value = column?.values[slot] ?? Number.NaN;
  if (column === undefined || Number.isNaN(value)) return false;
  if (side === "is") return column.levels[value] === level;
  return side === "below" ? value < (cut as number) : value >= (cut as number);
}

/** Circumstances that stay when their fault is repaired. A tool is replaced, a lot is used up, a value is corrected. */
const STAYS: readonly CandidateKind[] = [
  "machine",
  "fixture",
  "operator",
  "position",
  "slot",
  "pallet",
  "variant",
  "supplier",
];

/**
 * The group whose pieces are compared before and after an action (rule RC21): that of the cause where it outlives the
 * action, of a tool its machine, else undefined for all pieces of the class.
 */
export function comparedGroup(group: CauseGroup | null): CauseGroup | undefined {
  if (group === null) return undefined;
  const { candidate, level } = group;
  if (STAYS.includes(candidate.kind)) return group;
  if (candidate.kind !== "tool") return undefined;
  const machine = { kind: "machine", operation: candidate.operation, name: "" } as const;
  return { candidate: machine, level: level.split("/", 1)[0] as string, side: "is", cut: null, since: group.since };
}

/** Counts of pieces around an action; `after` has the first `pieces` of those that were made after it. */
export function countAround(
  table: PieceTable,
  of: DefectClass,
  { group, from, startedAt, finishedAt, pieces }: EffectQuestion,
): { readonly before: BadShare; readonly after: BadShare; readonly between: number } {
  const columns = verdictOf(table, of);
  const before = { bad: 0, pieces: 0 };
  const after: { readonly at: number; readonly isBad: boolean }[] = [];
  let between = 0;
  if (columns === undefined) return { before, after: { bad: 0, pieces: 0 }, between };
  const compared = comparedGroup(group);
  const code = SIDES.indexOf(of.side);
  const made = table.column(workedColumn(group?.candidate.operation ?? ""));
  for (const slot of table.slots()) {
    const verdict = columns.verdict.values[slot] as number;
    // Pieces that are bad for another reason say nothing about this defect.
    if (verdict !== 0 && verdict !== code) continue;
    if (compared !== undefined && !isInGroup(table, compared, slot)) continue;
    const judgedAt = timeOf(columns.judged.values[slot] as number);
    if (judgedAt < from) continue;
    const isBad = verdict === code;
    if (judgedAt < startedAt) {
      before.pieces++;
      before.bad += isBad ? 1 : 0;
    } else if (timeOf(made?.values[slot] ?? Number.NaN) > finishedAt) after.push({ at: judgedAt, isBad });
    else between++;
  }
  const first = after.sort((a, b) => a.at - b.at).slice(0, pieces);
  return { before, after: { bad: first.filter(({ isBad }) => isBad).length, pieces: first.length }, between };
}

export function timeOf(seconds: number): number {
  return (seconds + EPOCH_S) * 1e6;
}
