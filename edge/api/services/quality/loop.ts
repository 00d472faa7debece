import { isAtLeast } from "../../../contracts/access/access.ts";
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { NewDisposition } from "../../../contracts/quality/containment.ts";
import type { CostReader } from "../../../contracts/quality/costs.ts";
import type {
  BadPiece,
  BadPiecesQuestion,
  LoopReader,
  PARETO_ROWS,
  ParetoQuestion,
  ParetoRow,
} from "../../../contracts/quality/loop.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";
import { actorOf } from "../record-actor.ts";
import { type CostedPareto, type ReasonDeps, reasonsPareto } from "./reasons-pareto.ts";

export interface LoopDeps {
  /** Absent where the edge follows no production. */
  readonly loop?: LoopReader;
  /** Absent where the edge follows no costs. */
  readonly costs?: CostReader;
  readonly journal: Pick<Journal, "record">;
}

export type ParetoDeps = LoopDeps & ReasonDeps;

/** A question whose rows may also be reasons. */
export interface AskedPareto extends Omit<ParetoQuestion, "by"> {
  readonly by: (typeof PARETO_ROWS)[number];
}

/**
 * Bad pieces by class, station, area, variant or reason. Throws EdgeError `bad-request`, `not-found`, `unavailable`.
 */
export async function paretoIn(
  deps: ParetoDeps,
  caller: Caller,
  { by, ...filter }: AskedPareto,
): Promise<CostedPareto> {
  demand(caller, "GET /api/v1/quality/pareto");
  if (by === "reason") return await reasonsPareto(deps, filter);
  const question = { ...filter, by };
  const loop = followedLoop(deps.loop);
  const view = await loop.pareto(question);
  const costOf = question.by === "class" ? await costPerBad(deps, loop, question) : undefined;
  return { ...view, rows: view.rows.map((row) => ({ ...row, text: null, cost: costOf?.(row) ?? null })) };
}

/**
 * What a bad piece cost at an operation: its scrap and repeated work, shared equally among all bad pieces that the
 * operation judged in the time (rule RC30). Undefined without rates.
 */
async function costPerBad(
  { costs }: LoopDeps,
  loop: LoopReader,
  { from, to }: ParetoQuestion,
): Promise<((row: ParetoRow) => number | null) | undefined> {
  if (costs === undefined) return undefined;
  const { rows } = await costs.costs({ from, to, by: "operation" });
  const spent = new Map(rows.map(({ name, scrap, rework }) => [name, scrap + rework]));
  if (![...spent.values()].some((amount) => amount > 0)) return undefined;
  const bad = new Map<string, number>();
  const all = await loop.pareto({ from, to, by: "class" });
  for (const { of, bad: count } of all.rows)
    if (of !== null) bad.set(of.operation, (bad.get(of.operation) ?? 0) + count);
  return ({ of, bad: count }) => {
    const amount = of === null ? undefined : spent.get(of.operation);
    const pieces = of === null ? undefined : bad.get(of.operation);
    return amount === undefined || !pieces ? null : (amount * count) / pieces;
  };
}

/** The pieces behind a row. Throws EdgeError `not-found`, `unavailable`. */
export async function badPiecesIn(
  { loop }: LoopDeps,
  caller: Caller,
  question: BadPiecesQuestion,
): Promise<{ readonly count: number; readonly pieces: readonly BadPiece[] }> {
  demand(caller, "GET /api/v1/quality/bad-pieces");
  return await followedLoop(loop).badPieces(question);
}

/** A decision as a person asks for it. */
export type AskedDisposition = Omit<NewDisposition, "at" | "by">;

/**
 * Records what a person decided about contained pieces; resolves when it is in the log and in the audit log. Throws
 * EdgeError `forbidden`, `not-found`, `unavailable`.
 */
export async function disposeOf({ loop, journal }: LoopDeps, caller: Caller, asked: AskedDisposition) {
  demand(caller, "POST /api/v1/quality/dispositions");
  const reader = followedLoop(loop);
  const { by, role } = actorOf(caller);
  const { key, what, pieces, reason } = asked;
  const act = {
    principal: principalFrom(caller),
    action: "quality.disposition",
    target: key,
    after: { what, pieces: [...pieces] },
    reason,
  };
  return await onRecord(journal, act, async () => {
    if (by.as === "program") throw new EdgeError("forbidden", "A person decides about contained pieces, not a token.");
    // Everybody may stop a piece; what ends the stop takes more.
    if (what !== "hold" && !isAtLeast(role, "maintainer"))
      throw new EdgeError(
        "forbidden",
        "To release, rework or scrap contained pieces needs the role maintainer. An operator may hold them.",
      );
    return await reader.dispose({ ...asked, by: by.name });
  });
}

export function followedLoop(loop: LoopReader | undefined): LoopReader {
  if (loop === undefined) throw new EdgeError("unavailable", "This edge follows no measurements of pieces.");
  return loop;
}
