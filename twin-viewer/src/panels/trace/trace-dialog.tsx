import "../../i18n/trace-catalogue.ts";
import "./trace.css";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { traceText } from "../../data/trace-focus.ts";
import { CheckDialog } from "./check-dialog.tsx";
import { RecallDialog } from "./recall-dialog.tsx";
import { RecordDialog } from "./record-dialog.tsx";

/** The open record of a piece, recall, or check of a passport, as the address names it. */
export function TraceDialog({ focus }: { focus: (uid: AssetUid) => void }) {
  const text = traceText.value;
  if (text.startsWith("piece/")) return <RecordDialog key={text} piece={text.slice("piece/".length)} focus={focus} />;
  if (text.startsWith("recall")) return <RecallDialog focus={focus} />;
  return text === "check" ? <CheckDialog /> : null;
}
