import { acting, reporting } from "../../data/maintenance-focus.ts";
import { ActDialog } from "./act-dialog.tsx";
import { ReportDialog } from "./report-dialog.tsx";

/** Both dialogs of work items; at most one is open. */
export function WorkDialogs() {
  if (reporting.value !== null) return <ReportDialog />;
  return acting.value === null ? null : <ActDialog key={`${acting.value.item.itemUid} ${acting.value.kind}`} />;
}
