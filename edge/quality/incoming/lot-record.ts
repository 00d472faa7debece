/** What is known of a lot, and what follows from it. Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LotResult, LotState, LotView, SupplierView } from "../../contracts/quality/incoming.ts";
import { type IncomingConfig, planOf } from "./config.ts";

export interface LotRecord {
  readonly lot: string;
  readonly supplier: string;
  readonly heat: string;
  readonly variant: string;
  readonly quantity: number | null;
  readonly receivedAt: Micros;
  /** Of the report of the receipt. */
  readonly reported: boolean | null;
  readonly result: Omit<LotResult, "lot"> | null;
  readonly pieces: number;
  readonly bad: number;
  /** Work on its pieces while it was open or rejected. */
  readonly worked: { readonly station: string; readonly at: Micros } | null;
}

/** A person's result decides, then what the report of the receipt said. */
export function stateOf({ result, reported, ...lot }: LotRecord, plans: IncomingConfig): LotState {
  const plan = planOf(plans, lot);
  if (result !== null) {
    const { inspected, nonconforming, isConditional } = result;
    // More nonconforming units than Ac reject a lot, however many were left to inspect.
    if (nonconforming > (plan?.accept ?? 0)) return isConditional ? "conditional" : "rejected";
    if (inspected >= (plan?.sample ?? 1)) return "accepted";
    return "open";
  }
  if (reported !== null) return reported ? "accepted" : "rejected";
  return plan === undefined ? "unplanned" : "open";
}

export function viewOf(record: LotRecord, plans: IncomingConfig): LotView {
  const { worked, ...lot } = record;
  return {
    ...lot,
    state: stateOf(record, plans),
    plan: planOf(plans, record)?.id ?? null,
    workedAt: worked?.station ?? null,
  };
}

const ORDER: Readonly<Record<LotState, number>> = { rejected: 0, open: 1, conditional: 2, accepted: 2, unplanned: 2 };

export function byUrgency(a: LotView, b: LotView): number {
  return ORDER[a.state] - ORDER[b.state] || b.receivedAt - a.receivedAt || (a.lot < b.lot ? -1 : 1);
}

export function suppliersOf(lots: readonly LotView[]): readonly SupplierView[] {
  const shareOf = ({ pieces, bad }: SupplierView): number => (pieces === 0 ? 0 : bad / pieces);
  return [...Map.groupBy(lots, ({ supplier }) => supplier)]
    .map(([supplier, own]): SupplierView => {
      const count = (state: LotState): number => own.filter((lot) => lot.state === state).length;
      const sum = (of: "pieces" | "bad"): number => own.reduce((all, lot) => all + lot[of], 0);
      return {
        supplier,
        lots: own.length,
        rejected: count("rejected"),
        conditional: count("conditional"),
        open: count("open"),
        pieces: sum("pieces"),
        bad: sum("bad"),
      };
    })
    .toSorted((a, b) => shareOf(b) - shareOf(a) || b.lots - a.lots || (a.supplier < b.supplier ? -1 : 1));
}
