/**
 * Acts on alerts that a hub has taken for a plant which has not confirmed them yet (rule CV27). An act leaves the list
 * when the plant's own alerts show it, never before.
 */
import { signal } from "@preact/signals";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { keyOfSite } from "./base.ts";

const ACT_NAMES = [
  "acknowledge",
  "shelve",
  "unshelve",
  "comment",
  "reset",
  "remove-from-service",
  "return-to-service",
] as const;
export type ActName = (typeof ACT_NAMES)[number];

/** Whether the plant itself has confirmed an act. */
export type Sent = "done" | "waiting";

/** The body of a 202 from a hub. */
export interface WaitingAnswer {
  readonly state: "waiting" | "sent";
  readonly eventUid: string;
  readonly why?: LocalizedText | null;
}

export interface WaitingAct {
  readonly eventUid: string;
  readonly alertUid: string;
  readonly act: ActName;
  /** When the hub took it, milliseconds of this machine's clock. */
  readonly sinceMs: number;
  /** `refused`: by the plant, later; it stays until the alert is over or the act is tried again. */
  readonly state: WaitingAnswer["state"] | "refused";
  readonly why: LocalizedText | null;
  /** Of an acknowledgement: it is void once the alert has been raised again. */
  readonly occurrenceUid?: string;
  /** Of a remark. */
  readonly text?: string;
}

/** The parts of an alert that show what was done to it, as the stream and the API have them. */
export interface ActedAlert {
  readonly alertUid: string;
  readonly occurrenceUid?: string;
  readonly state: string;
  readonly acknowledged?: object | null;
  readonly comments?: readonly { readonly at: number | string | null; readonly comment?: string | null }[];
}

const KEPT = keyOfSite("gemba.waiting-acts");
const MOST_KEPT = 200;
/** Clocks of page and plant may differ by this much before the same words of an earlier day count as this remark. */
const CLOCKS_MS = 600_000;

export const waitingActs = signal<readonly WaitingAct[]>(read());

export function noteWaiting(act: WaitingAct): void {
  const isOther = ({ eventUid, alertUid, act: kind, state }: WaitingAct) =>
    eventUid !== act.eventUid && !(state === "refused" && alertUid === act.alertUid && kind === act.act);
  const others = waitingActs.value.filter(isOther);
  keep([...others, act].slice(-MOST_KEPT));
}

export function waitingOn(alertUid: string): readonly WaitingAct[] {
  return waitingActs.value.filter((one) => one.alertUid === alertUid);
}

/** What the plant refused although the hub had taken it, with the plant's reason. */
export function noteRefusals(
  outcomes: readonly { readonly eventUid: string; readonly state: string; readonly why: LocalizedText | null }[],
): void {
  const refused = new Map(outcomes.filter(({ state }) => state === "refused").map((one) => [one.eventUid, one.why]));
  if (!waitingActs.value.some(({ eventUid, state }) => state !== "refused" && refused.has(eventUid))) return;
  keep(
    waitingActs.value.map((one) =>
      refused.has(one.eventUid) ? { ...one, state: "refused", why: refused.get(one.eventUid) ?? null } : one,
    ),
  );
}

/** Whether an act of this kind waits for the plant; another press would be a second act. */
export function waitsFor(alertUid: string, act: ActName): boolean {
  return waitingActs.value.some((one) => one.alertUid === alertUid && one.act === act && one.state !== "refused");
}

/** Takes away the acts that the plant's alerts show, and those on alerts that are over. `alerts`: all active ones. */
export function settleActs(alerts: readonly ActedAlert[]): void {
  if (waitingActs.value.length === 0) return;
  const left = waitingActs.value.filter((one) => {
    const alert = alerts.find(({ alertUid }) => alertUid === one.alertUid);
    return alert !== undefined && !isOver(one, alert) && !isShown(one, alert);
  });
  if (left.length < waitingActs.value.length) keep(left);
}

function isOver({ act, occurrenceUid = "" }: WaitingAct, alert: ActedAlert): boolean {
  return act === "acknowledge" && occurrenceUid !== "" && (alert.occurrenceUid ?? occurrenceUid) !== occurrenceUid;
}

function isShown({ act, text, sinceMs }: WaitingAct, { state, acknowledged, comments = [] }: ActedAlert): boolean {
  switch (act) {
    case "acknowledge":
      return acknowledged !== null && acknowledged !== undefined;
    case "shelve":
      return state === "shelved";
    case "unshelve":
      return state !== "shelved";
    case "reset":
      return state !== "latched";
    case "remove-from-service":
      return state === "out-of-service";
    case "return-to-service":
      return state !== "out-of-service";
    case "comment":
      return comments.some(({ at, comment }) => comment === text && msOf(at) >= sinceMs - CLOCKS_MS);
  }
}

/** The stream has microseconds, the API RFC 3339. */
function msOf(at: number | string | null): number {
  return typeof at === "number" ? at / 1000 : Date.parse(at ?? "");
}

function keep(acts: readonly WaitingAct[]): void {
  waitingActs.value = acts;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(acts));
  } catch {
    // Storage is off: after a reload the page knows only how many acts wait, from the hub.
  }
}

function read(): readonly WaitingAct[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isAct) : [];
  } catch {
    return [];
  }
}

function isAct(one: unknown): one is WaitingAct {
  const { eventUid, alertUid, act } = (one ?? {}) as Partial<Record<keyof WaitingAct, unknown>>;
  return typeof eventUid === "string" && typeof alertUid === "string" && ACT_NAMES.some((name) => name === act);
}
