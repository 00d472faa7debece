/**
 * Acts on alerts that a hub has taken for a plant which has not confirmed them yet (rules CV27 and CV39): those of this
 * page, and those of other pages and people, which the hub names. An act leaves the list when the plant's own alerts
 * show it, never before.
 */
import { signal } from "@preact/signals";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";

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
  /** Who acted, where the hub said so. */
  readonly by?: string;
}

/** An act as the hub has it, newest first in its list. Times RFC 3339. */
export interface TakenAct {
  readonly eventUid: string;
  readonly alertUid: string;
  readonly kind: string;
  readonly occurrenceUid?: string | null;
  readonly comment?: string | null;
  readonly at: string | null;
  readonly by: string;
  readonly state: "waiting" | "done" | "refused";
  readonly answeredAt?: string | null;
  readonly why: LocalizedText | null;
}

/** What the page knows beside the list of acts. */
interface TakenFacts {
  /** Hub's clock minus this machine's, milliseconds. */
  readonly offsetMs: number;
  readonly isLinked: boolean;
  /** Why the link is as it is. */
  readonly why: LocalizedText | null;
}

/** The parts of an alert that show what was done to it, as the stream and the API have them. */
export interface ActedAlert {
  readonly alertUid: string;
  readonly occurrenceUid?: string;
  readonly state: string;
  readonly acknowledged?: object | null;
  readonly comments?: readonly { readonly at: number | string | null; readonly comment?: string | null }[];
}

/** The hub keeps as many for a site, and some that were refused. */
const MOST_KEPT = 600;
/** Acts that are over; the hub names them until it has heard so itself. */
const MOST_OVER = 5_000;
/** Refusals of other pages are news for a shift. */
const REFUSED_MS = 8 * 3_600_000;
/** Clocks of page and plant may differ by this much before the same words of an earlier day count as this remark. */
const CLOCKS_MS = 600_000;

export const waitingActs = signal<readonly WaitingAct[]>([]);
const over = new Set<string>();
/** All active alerts as they were heard last; undefined before that. */
let heard: readonly ActedAlert[] | undefined;

export function noteWaiting(act: WaitingAct): void {
  const isOther = ({ eventUid, alertUid, act: kind, state }: WaitingAct) =>
    eventUid !== act.eventUid && !(state === "refused" && alertUid === act.alertUid && kind === act.act);
  const others = waitingActs.value.filter(isOther);
  // What is tried again is no news, whatever the hub's list says.
  for (const one of waitingActs.value) if (!isOther(one)) over.add(one.eventUid);
  over.delete(act.eventUid);
  waitingActs.value = [...others, act].slice(-MOST_KEPT);
}

export function waitingOn(alertUid: string): readonly WaitingAct[] {
  return waitingActs.value.filter((one) => one.alertUid === alertUid);
}

/**
 * Takes the hub's list: acts that wait, whoever sent them and from whichever page, and what the plant refused although
 * the hub had taken it, with the plant's reason.
 */
export function noteTaken(taken: readonly TakenAct[], facts: TakenFacts): void {
  const known = new Map(waitingActs.value.map((one) => [one.eventUid, one]));
  const newest = new Set<string>();
  for (const one of taken) {
    const own = known.get(one.eventUid);
    const key = `${one.alertUid} ${one.kind}`;
    const isNewest = !newest.has(key);
    newest.add(key);
    if (own !== undefined) {
      if (one.state === "refused") known.set(one.eventUid, { ...own, state: "refused", why: one.why });
    } else if (one.state === "waiting" || (one.state === "refused" && isNewest && isNews(one, facts))) {
      const act = actIn(one, facts);
      if (act !== undefined && !over.has(one.eventUid)) known.set(one.eventUid, act);
    }
  }
  const acts = [...known.values()].sort((a, b) => a.sinceMs - b.sinceMs).slice(-MOST_KEPT);
  if (JSON.stringify(acts) === JSON.stringify(waitingActs.value)) return;
  waitingActs.value = acts;
  if (heard !== undefined) settleActs(heard);
}

function isNews({ answeredAt, at }: TakenAct, { offsetMs }: TakenFacts): boolean {
  return Date.now() + offsetMs - Date.parse(answeredAt ?? at ?? "") < REFUSED_MS;
}

/** Undefined for acts that no page sends. */
function actIn(one: TakenAct, { offsetMs, isLinked, why }: TakenFacts): WaitingAct | undefined {
  const { eventUid, alertUid, kind, occurrenceUid, comment, at, by, state } = one;
  const act = ACT_NAMES.find((name) => name === kind);
  const atMs = Date.parse(at ?? "");
  if (act === undefined || Number.isNaN(atMs)) return undefined;
  const isRefused = state === "refused";
  return {
    ...{ eventUid, alertUid, act, by, sinceMs: atMs - offsetMs },
    state: isRefused ? "refused" : isLinked ? "sent" : "waiting",
    why: isRefused ? one.why : isLinked ? null : why,
    ...(typeof occurrenceUid === "string" ? { occurrenceUid } : {}),
    ...(typeof comment === "string" ? { text: comment } : {}),
  };
}

/** Whether an act of this kind waits for the plant; another press would be a second act. */
export function waitsFor(alertUid: string, act: ActName): boolean {
  return waitingActs.value.some((one) => one.alertUid === alertUid && one.act === act && one.state !== "refused");
}

/** Takes away the acts that the plant's alerts show, and those on alerts that are over. `alerts`: all active ones. */
export function settleActs(alerts: readonly ActedAlert[]): void {
  heard = alerts;
  if (waitingActs.value.length === 0) return;
  const left = waitingActs.value.filter((one) => {
    const alert = alerts.find(({ alertUid }) => alertUid === one.alertUid);
    if (alert !== undefined && !isOver(one, alert) && !isShown(one, alert)) return true;
    over.add(one.eventUid);
    return false;
  });
  for (const oldest of over) {
    if (over.size <= MOST_OVER) break;
    over.delete(oldest);
  }
  if (left.length < waitingActs.value.length) waitingActs.value = left;
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
