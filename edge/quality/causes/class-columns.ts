/** Pieces of a defect class as columns for the ranking. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { DefectClass } from "../../contracts/quality/causes.ts";
import { figureIn } from "../../contracts/quality/curves.ts";
import { EPOCH_S, SIDES } from "./circumstances.ts";
import type { CandidateColumn, PieceColumns } from "./engine/columns.ts";
import type { Column, PieceTable } from "./piece-table.ts";

export interface ClassRows extends Pick<PieceColumns, "times" | "isBad"> {
  /** Slot of each row. */
  readonly slots: Int32Array;
}

export type ClassColumns = ClassRows & PieceColumns;

interface RowQuestion {
  readonly from: Micros;
  readonly to: Micros;
  readonly most: number;
}

export function keyOfClass({ operation, feature, side }: DefectClass): string {
  return [operation, feature, side].filter((word) => word !== "").join(" ");
}

/** Columns of the verdicts of a class, and of their times. Undefined: nobody judged yet. */
export function verdictOf(
  table: PieceTable,
  { operation, feature }: Pick<DefectClass, "operation" | "feature">,
): { readonly verdict: Column; readonly judged: Column } | undefined {
  const name = { kind: "result", operation, name: feature } as const;
  const verdict = table.column({ ...name, role: "verdict" });
  const judged = table.column({ ...name, role: "judged" });
  return verdict === undefined || judged === undefined ? undefined : { verdict, judged };
}

/**
 * Pieces that were judged in this time, good or with the defect, in order of the judgement, the newest `most` of them.
 * Bad pieces of another side are left out. Undefined: nobody judged yet.
 */
export function classRows(table: PieceTable, of: DefectClass, { from, to, most }: RowQuestion): ClassRows | undefined {
  const columns = verdictOf(table, of);
  if (columns === undefined) return undefined;
  const [verdicts, judged] = [columns.verdict.values, columns.judged.values];
  const code = SIDES.indexOf(of.side);
  const [first, last] = [from / 1e6 - EPOCH_S, to / 1e6 - EPOCH_S];
  const chosen = table.slots().filter((slot) => {
    const verdict = verdicts[slot] as number;
    const at = judged[slot] as number;
    return (verdict === 0 || verdict === code) && at >= first && at <= last;
  });
  chosen.sort((a, b) => (judged[a] as number) - (judged[b] as number));
  const slots = chosen.slice(Math.max(0, chosen.length - most));
  const isBad = new Uint8Array(slots.length);
  const times = new Float64Array(slots.length);
  slots.forEach((slot, row) => {
    isBad[row] = verdicts[slot] === code ? 1 : 0;
    times[row] = ((judged[slot] as number) + EPOCH_S) * 1e6;
  });
  return { slots, times, isBad };
}

/** The rows of a class with their circumstances. The measured value of the class itself is none. */
export function classColumns(table: PieceTable, of: DefectClass, question: RowQuestion): ClassColumns | undefined {
  const rows = classRows(table, of, question);
  if (rows === undefined) return undefined;
  const { slots } = rows;
  const gathered = (values: Float32Array): Float32Array => {
    const result = new Float32Array(slots.length);
    for (let row = 0; row < slots.length; row++) result[row] = values[slots[row] as number] as number;
    return result;
  };
  const candidates = table.columns
    .filter(({ name }) => name.role === "circumstance" && !isOfClass(name, of))
    .map(
      ({ name: { role: _, unit, ...name }, isNumber, levels, values }): CandidateColumn => ({
        name,
        ...(isNumber ? {} : { levels }),
        ...(unit === undefined ? {} : { unit }),
        values: gathered(values),
      }),
    )
    .filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  return { ...rows, candidates };
}

/**
 * What shows the defect instead of causing it: the feature's own value; and where a working station rejects a piece,
 * all that its signals held during that work. A curve is measured by the station that judges by it.
 */
function isOfClass(name: Column["name"], { operation, feature }: DefectClass): boolean {
  if (name.operation !== operation) return false;
  if (name.kind === "signal")
    return feature === "" || name.name.startsWith("result/") || figureIn(name.name) !== undefined;
  return name.kind === "result" && (feature === "" || name.name === feature);
}
