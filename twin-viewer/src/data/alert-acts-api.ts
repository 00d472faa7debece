/** Acts of people on alerts, and what is out of service. */
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { ask, jsonOf, request, wordsOf } from "./api.ts";
import { notOfTheEdge } from "./problem.ts";
import { type ActName, noteWaiting, type Sent, type WaitingAnswer } from "./waiting-acts.ts";

/** Sends an act on an alert. Through a hub it may wait for the plant: then it is noted, and is not done. */
async function post(
  alertUid: string,
  act: ActName,
  body: { readonly occurrenceUid?: string; readonly comment?: string; readonly reason?: string },
): Promise<Sent> {
  const response = await request(`/api/v1/alerts/${encodeURIComponent(alertUid)}/${act}`, jsonOf("POST", body));
  if (response.status !== ACCEPTED) return "done";
  const { state, eventUid, why = null } = (await response.json().catch(notOfTheEdge)) as WaitingAnswer;
  const { occurrenceUid, comment: text } = body;
  const of = { ...(occurrenceUid === undefined ? {} : { occurrenceUid }), ...(text === undefined ? {} : { text }) };
  noteWaiting({ eventUid, alertUid, act, sinceMs: Date.now(), state, why, ...of });
  return "waiting";
}

function postTo(path: string, body: object): Promise<unknown> {
  return ask(path, jsonOf("POST", body));
}

/** With `occurrenceUid` the edge refuses it where the alert has been raised again since. */
export function acknowledge(alertUid: string, occurrenceUid = ""): Promise<Sent> {
  return post(alertUid, "acknowledge", occurrenceUid === "" ? {} : { occurrenceUid });
}

/** A hub has taken an act, and the plant has yet to confirm it. */
const ACCEPTED = 202;
/** The edge accepts no more in one request. */
const MOST_TOGETHER = 500;

interface BulkAnswer {
  readonly results: readonly ({
    readonly alertUid: string;
    readonly result: string;
    readonly reason: string | null;
  } & Partial<Omit<WaitingAnswer, "state">>)[];
}

/** Acknowledges several alerts, each by itself. Resolves with the reasons of refused ones, by `alertUid`. */
export async function acknowledgeAll(
  targets: readonly { readonly alertUid: string; readonly occurrenceUid: string }[],
): Promise<ReadonlyMap<string, string>> {
  const refused = new Map<string, string>();
  for (let from = 0; from < targets.length; from += MOST_TOGETHER) {
    const part = targets
      .slice(from, from + MOST_TOGETHER)
      .map(({ alertUid, occurrenceUid }) => ({ alertUid, occurrenceUid }));
    try {
      const { results } = (await postTo("/api/v1/alerts/acknowledge", { alerts: part })) as BulkAnswer;
      for (const { alertUid, result, reason, eventUid, why = null } of results) {
        if (result === "refused") refused.set(alertUid, reason ?? "");
        if (eventUid === undefined || (result !== "waiting" && result !== "sent")) continue;
        const { occurrenceUid } = part.find((one) => one.alertUid === alertUid) ?? { occurrenceUid: "" };
        noteWaiting({ eventUid, alertUid, occurrenceUid, act: "acknowledge", sinceMs: Date.now(), state: result, why });
      }
    } catch (error) {
      for (const { alertUid } of part) refused.set(alertUid, wordsOf(error));
    }
  }
  return refused;
}

export function shelve(
  alertUid: string,
  shelf: { readonly minutes: number; readonly kind: "timed" | "oneShot"; readonly reason: string },
): Promise<Sent> {
  return post(alertUid, "shelve", shelf);
}

export function resetAlert(alertUid: string): Promise<Sent> {
  return post(alertUid, "reset", {});
}

export function comment(alertUid: string, text: string): Promise<Sent> {
  return post(alertUid, "comment", { comment: text });
}

export function removeFromService(alertUid: string, reason: string): Promise<Sent> {
  return post(alertUid, "remove-from-service", { reason });
}

export function returnToService(alertUid: string): Promise<Sent> {
  return post(alertUid, "return-to-service", {});
}

/** A rule of an asset, or the whole asset (rule null), that is out of service. */
export interface OutOfServiceRow {
  readonly assetUid: AssetUid;
  readonly rule: string | null;
  readonly at: string | null;
  readonly by: string;
  readonly reason: string;
}

export async function fetchOutOfService(): Promise<readonly OutOfServiceRow[]> {
  return (await ask<{ entries: readonly OutOfServiceRow[] }>("/api/v1/out-of-service")).entries;
}

type ServiceScope = Pick<OutOfServiceRow, "assetUid" | "rule">;

export function removeScope({ assetUid, rule }: ServiceScope, reason: string): Promise<unknown> {
  return postTo("/api/v1/out-of-service", { assetUid, ...(rule === null ? {} : { rule }), reason });
}

export function returnScope({ assetUid, rule }: ServiceScope): Promise<unknown> {
  return postTo("/api/v1/out-of-service/return", { assetUid, ...(rule === null ? {} : { rule }) });
}

export function unshelve(alertUid: string): Promise<Sent> {
  return post(alertUid, "unshelve", {});
}
