import { acting, changingStock, reporting } from "../../data/maintenance-focus.ts";
import { lazyComponent } from "../lazy.tsx";

const ReportDialog = lazyComponent(async () => (await import("./report-dialog.tsx")).ReportDialog, { isSilent: true });
const StockDialog = lazyComponent(async () => (await import("./stock-dialog.tsx")).StockDialog, { isSilent: true });
const ActDialog = lazyComponent(async () => (await import("./act-dialog.tsx")).ActDialog, { isSilent: true });

/** The dialogs of work items and of spare parts; at most one is open. */
export function WorkDialogs() {
  if (reporting.value !== null) return <ReportDialog />;
  const spare = changingStock.value;
  if (spare !== null) return <StockDialog key={spare.part} spare={spare} />;
  return acting.value === null ? null : <ActDialog key={`${acting.value.item.itemUid} ${acting.value.kind}`} />;
}
