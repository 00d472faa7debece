import { acting, changingStock, reporting } from "../../data/maintenance-focus.ts";
import { ActDialog } from "./act-dialog.tsx";
import { ReportDialog } from "./report-dialog.tsx";
import { StockDialog } from "./stock-dialog.tsx";

/** The dialogs of work items and of spare parts; at most one is open. */
export function WorkDialogs() {
  if (reporting.value !== null) return <ReportDialog />;
  const spare = changingStock.value;
  if (spare !== null) return <StockDialog key={spare.part} spare={spare} />;
  return acting.value === null ? null : <ActDialog key={`${acting.value.item.itemUid} ${acting.value.kind}`} />;
}
