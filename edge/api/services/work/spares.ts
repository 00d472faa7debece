import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { AskedChange, SpareStock, SpareView, StockChange } from "../../../contracts/records/spares.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

export const MOST_LISTED = 200;

export interface SpareDeps {
  /** Absent where the edge keeps no stock. */
  readonly spares?: SpareStock;
  readonly journal: Pick<Journal, "record">;
  now(): Micros;
}

/** Spare parts of the config with their stock. Throws EdgeError `unavailable`. */
export function listSpares({ spares }: SpareDeps, caller: Caller): readonly SpareView[] {
  demand(caller, "GET /api/v1/spares");
  return keptStock(spares).list();
}

/** The newest changes. Throws EdgeError `unavailable`. */
export function stockChanges({ spares }: SpareDeps, caller: Caller, part?: string): readonly StockChange[] {
  demand(caller, "GET /api/v1/spares/changes");
  return keptStock(spares).changes(MOST_LISTED, part);
}

/** Changes the stock of a part. Throws EdgeError `forbidden`, `not-found`, `conflict`, `unavailable`, `disk`. */
export async function changeStock(deps: SpareDeps, caller: Caller, asked: AskedChange): Promise<StockChange> {
  demand(caller, "POST /api/v1/spares/:part/changes");
  const stock = keptStock(deps.spares);
  const principal = principalFrom(caller);
  const { part, delta, reason } = asked;
  const act = { principal, action: "stock.change", target: part, reason, after: { delta } };
  return await onRecord(deps.journal, act, () => stock.change(asked, { by: principal.user, at: deps.now() }));
}

function keptStock(spares: SpareStock | undefined): SpareStock {
  if (spares === undefined) throw new EdgeError("unavailable", "This edge keeps no spare parts.");
  return spares;
}
