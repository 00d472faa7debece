/** Acts of people at a hub on alerts of a site, and what the site's own edge made of them. */
import type { Principal } from "../access/journal.ts";
import type { OperatorAction } from "../alerts/alert.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import { bounded, jsonObjectIn, localizedIn, textIn } from "./untrusted.ts";

/** Topics: acts go down until their outcome has come up. */
export const ACTS_TOPIC = "acts";
export const ACTS_DONE_TOPIC = "acts-done";

const MOST_BYTES = 16 * 1024;
const MOST_UID = 128;
const MOST_TEXT = 1_000;
const MOST_WHY = 2_000;
const EVENT_UID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LAST_US = Date.parse("9999-12-31T23:59:59.999Z") * 1000;

/**
 * Acts that a hub passes on. A reset and taking out of service are for people who stand in the plant, so they are none.
 */
const REMOTE_KINDS = ["acknowledge", "confirm", "comment", "shelve", "unshelve"] as const;
type RemoteKind = (typeof REMOTE_KINDS)[number];

type WithoutPerson<A> = A extends { readonly kind: RemoteKind } ? Omit<A, "at" | "principal" | "actUid"> : never;
export type RemoteAction = WithoutPerson<OperatorAction>;

export interface RemoteAct {
  /** Names the act on both sides for ever: whatever comes twice is done once. */
  readonly eventUid: string;
  readonly alertUid: string;
  /** When the person acted, µs UTC by the hub's clock. */
  readonly at: Micros;
  readonly by: Principal;
  readonly act: RemoteAction;
}

export interface ActOutcome {
  readonly eventUid: string;
  readonly result: "done" | "refused";
  /** When the edge decided, µs UTC by the edge's clock. */
  readonly at: Micros;
  /** Why it was refused; null where it was done. */
  readonly why: LocalizedText | null;
}

function isEventUid(value: unknown): value is string {
  return typeof value === "string" && EVENT_UID.test(value);
}

export function isRemote(kind: string): kind is RemoteKind {
  return REMOTE_KINDS.some((one) => one === kind);
}

export function encodeAct(message: RemoteAct | ActOutcome): Uint8Array {
  return Buffer.from(JSON.stringify(message));
}

export function readRemoteAct(bytes: Uint8Array): RemoteAct | undefined {
  return remoteActIn(jsonObjectIn(bytes, MOST_BYTES));
}

export function readOutcome(bytes: Uint8Array): ActOutcome | undefined {
  return outcomeIn(jsonObjectIn(bytes, MOST_BYTES));
}

/** An act from outside, built of checked values alone; undefined where it is none. */
export function remoteActIn(value: unknown): RemoteAct | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { eventUid, alertUid, at, by, act } = value as Record<string, unknown>;
  const [alert, time] = [textIn(alertUid, MOST_UID), bounded(at, 0, LAST_US)];
  const [person, action] = [personIn(by), actionIn(act)];
  if (!isEventUid(eventUid) || alert === undefined || time === undefined) return undefined;
  return person === undefined || action === undefined
    ? undefined
    : { eventUid, alertUid: alert, at: time, by: person, act: action };
}

export function outcomeIn(value: unknown): ActOutcome | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { eventUid, result, at, why } = value as Record<string, unknown>;
  const time = bounded(at, 0, LAST_US);
  const words = why === null ? null : localizedIn(why, MOST_WHY);
  if (!isEventUid(eventUid) || time === undefined || words === undefined) return undefined;
  return result === "done" || result === "refused" ? { eventUid, result, at: time, why: words } : undefined;
}

function personIn(value: unknown): Principal | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { user, role, origin } = value as Record<string, unknown>;
  const [name, rank, from] = [user, role, origin].map((one) => textIn(one, MOST_UID));
  return name === undefined || rank === undefined || from === undefined
    ? undefined
    : { user: name, role: rank, origin: from };
}

function actionIn(value: unknown): RemoteAction | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, occurrenceUid, signature, ...words } = value as Record<string, unknown>;
  const seen = optionalText(occurrenceUid, MOST_UID);
  const signed = optionalText(signature, MOST_TEXT);
  if (seen === undefined || signed === undefined) return undefined;
  const action = actOf(kind, words);
  return action === undefined
    ? undefined
    : {
        ...action,
        ...(seen === "" ? {} : { occurrenceUid: seen }),
        ...(signed === "" ? {} : { signature: signed }),
      };
}

function actOf(kind: unknown, { comment, shelf, until, reason }: Record<string, unknown>): RemoteAction | undefined {
  const remark = optionalText(comment, MOST_TEXT);
  if (remark === undefined) return undefined;
  switch (kind) {
    case "acknowledge":
    case "confirm":
      return { kind, ...(remark === "" ? {} : { comment: remark }) };
    case "comment":
      return remark === "" ? undefined : { kind, comment: remark };
    case "shelve": {
      const [why, end] = [textIn(reason, MOST_TEXT), bounded(until, 0, LAST_US)];
      if (why === undefined || end === undefined || (shelf !== "timed" && shelf !== "oneShot")) return undefined;
      return { kind, shelf, until: end, reason: why };
    }
    case "unshelve":
      return { kind };
    default:
      return undefined;
  }
}

/** Empty where there is none; undefined for what is no text. */
function optionalText(value: unknown, most: number): string | undefined {
  return value === undefined || value === "" ? "" : textIn(value, most);
}
