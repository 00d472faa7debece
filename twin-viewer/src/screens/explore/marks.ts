import type { Mark } from "../../charts/panes/paint-panes.ts";
import type { AlertRecord } from "../../data/alert-record.ts";
import type { Span } from "../../data/api.ts";
import { isAdvisory } from "../../data/asset-state.ts";
import type { EntryOf } from "../../data/explore-api.ts";
import { local } from "../../i18n/language.ts";

/** Marks in the row above the panes; more of them would cover each other, and are only painted. */
export const MOST_MARKS = 60;

export function alertMark(alert: AlertRecord, nowMs: number): Mark {
  return {
    kind: "alert",
    priority: isAdvisory(alert) ? 0 : alert.priority,
    text: local(alert.message),
    fromMs: alert.raisedMs,
    toMs: alert.clearedMs ?? nowMs,
  };
}

export function noteMark({ content }: EntryOf<"annotations">): Mark {
  return {
    kind: "note",
    priority: 0,
    text: content.text,
    fromMs: Date.parse(content.from),
    toMs: Date.parse(content.to),
  };
}

export function periodMark({ fromMs, toMs }: Span): Mark {
  return { kind: "period", priority: 0, text: "", fromMs, toMs };
}
