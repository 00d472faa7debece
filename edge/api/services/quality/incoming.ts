import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RecallReader } from "../../../contracts/production/recall.ts";
import type { LotReader, LotResult, LotsView, LotView, SamplingPlan } from "../../../contracts/quality/incoming.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

/** Lots whose pieces are looked for, and pieces of each. */
const MOST_TRACED = 10;
const MOST_PIECES = 500;

export interface LotDeps {
  /** Absent where the edge follows no production. */
  readonly lots?: LotReader;
  readonly recalls?: RecallReader;
}

export interface LotActDeps extends LotDeps {
  readonly journal: Pick<Journal, "record">;
  readonly now: () => Micros;
}

/** Where pieces of a lot are now, most first; null: in transit. */
interface LotPlace {
  readonly place: string | null;
  readonly pieces: number;
}

export interface LotsAnswer extends LotsView {
  readonly isCurrent: boolean;
  readonly plans: readonly SamplingPlan[];
  /** Of the first ten lots that are open or rejected. */
  readonly places: ReadonlyMap<string, readonly LotPlace[]>;
}

/** Lots that were received in a time, and the suppliers' figures. Throws EdgeError `unavailable`. */
export async function lotsIn(
  deps: LotDeps,
  caller: Caller,
  { from, to }: { readonly from: Micros; readonly to: Micros },
): Promise<LotsAnswer> {
  demand(caller, "GET /api/v1/quality/lots");
  const reader = following(deps);
  const view = await reader.lots(from, to);
  const held = view.lots.filter(({ state }) => state === "open" || state === "rejected").slice(0, MOST_TRACED);
  const places = new Map<string, readonly LotPlace[]>();
  for (const { lot } of held) places.set(lot, await placesOf(deps, lot));
  return { ...view, isCurrent: reader.isCurrent, plans: reader.plans, places };
}

async function placesOf({ recalls }: LotDeps, lot: string): Promise<readonly LotPlace[]> {
  if (recalls === undefined) return [];
  const { pieces } = await recalls.recall({ lot }, MOST_PIECES);
  const inside = pieces.filter(({ state }) => state === "inside");
  return [...Map.groupBy(inside, ({ place }) => place)]
    .map(([place, own]) => ({ place, pieces: own.length }))
    .toSorted((a, b) => b.pieces - a.pieces || ((a.place ?? "") < (b.place ?? "") ? -1 : 1));
}

export interface GivenResult extends Pick<LotResult, "lot" | "inspected" | "nonconforming" | "isConditional"> {
  readonly comment: string | null;
  /** The version that the person saw; 0: there was none. */
  readonly version: number;
}

/**
 * The result of an incoming inspection; resolves when it is in the log and in the audit log. Throws EdgeError
 * `not-found`, `bad-request`, `conflict`, `unavailable`, `disk`.
 */
export async function judgeLot(deps: LotActDeps, caller: Caller, given: GivenResult): Promise<Omit<LotResult, "lot">> {
  demand(caller, "POST /api/v1/quality/lots/result");
  const reader = following(deps);
  const principal = principalFrom(caller);
  const { lot, inspected, nonconforming, isConditional, comment, version } = given;
  const act = {
    principal,
    ...{ action: "quality.lot", target: lot, before: `version ${version}` },
    after: `${nonconforming} of ${inspected} nonconforming${isConditional ? ", let pass" : ""}`,
    ...(comment === null ? {} : { reason: comment }),
  };
  return await onRecord(deps.journal, act, async () => {
    const known = await reader.lot(lot);
    if (known === null) throw new EdgeError("not-found", "this lot was never received");
    checkResult(known, given);
    const result = { inspected, nonconforming, isConditional, comment, by: principal.user, at: deps.now() };
    await reader.judge({ ...result, lot, version: version + 1 });
    return { ...result, version: version + 1 };
  });
}

function checkResult({ result }: LotView, given: GivenResult): void {
  const { inspected, nonconforming, isConditional, comment, version } = given;
  if (version !== (result?.version ?? 0))
    throw new EdgeError("conflict", `the result of this lot has changed: it is version ${result?.version ?? 0} now`);
  if (nonconforming > inspected) throw new EdgeError("bad-request", "more units are nonconforming than were inspected");
  if (isConditional && comment === null)
    throw new EdgeError("bad-request", "say in the comment why the lot passes all the same");
}

function following({ lots }: LotDeps): LotReader {
  if (lots === undefined) throw new EdgeError("unavailable", "This edge follows no lots of suppliers.");
  return lots;
}
