import type { AlertBook, AlertView, OperatorAction } from "../../../contracts/alerts/alert.ts";
import { EdgeError, type EdgeErrorCode } from "../../../contracts/errors.ts";
import type { SentAct, SiteActs } from "../../../contracts/fleet/site.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";

/** A shelf lasts a day at most (rule A21). */
export const MAX_SHELVE_MINUTES = 24 * 60;
/** Maximum alerts of one request; a larger flood takes several requests. */
export const MOST_TOGETHER = 500;
const MINUTE_US = 60e6;

export interface ActDeps {
  readonly alerts: Pick<AlertBook, "act">;
  /** At a hub: acts go to the edge, which decides. Absent where the book is at hand. */
  readonly sendAct?: SiteActs["act"];
  now(): Micros;
}

/** How long a shelf lasts: `minutes` from now, or `until` a time. Exactly one of them. */
interface ShelfTime {
  readonly minutes?: number | undefined;
  readonly until?: Micros | undefined;
}

/** An action without the fields that the caller and the clock provide. */
type WithoutCaller<A> = A extends OperatorAction ? Omit<A, "at" | "principal" | "actUid"> : never;
type Shelving = Extract<OperatorAction, { kind: "shelve" }>;

/** A person's request for an action on an alert. */
export type AskedAct =
  | WithoutCaller<Exclude<OperatorAction, { kind: "shelve" }>>
  | (Omit<Shelving, "at" | "principal" | "until"> & ShelfTime);

/**
 * Performs an action on an alert; resolves when it is on disk and in the audit log, or on its way to the edge. Throws
 * EdgeError `forbidden`, `not-found`, `conflict`, `bad-request`, `disk`.
 */
export async function actOnAlert(
  { alerts, sendAct, now }: ActDeps,
  caller: Caller,
  { alertUid, act }: { readonly alertUid: string; readonly act: AskedAct },
): Promise<AlertView | SentAct> {
  demand(caller, `POST /api/v1/alerts/:alertUid/${act.kind}`);
  const at = now();
  const done = { at, principal: principalFrom(caller) };
  const perform = (action: OperatorAction) => sendAct?.(alertUid, action) ?? alerts.act(alertUid, action);
  if (act.kind !== "shelve") return await perform({ ...act, ...done } as OperatorAction);
  const { minutes, until, ...rest } = act;
  return await perform({ ...rest, until: endOfShelf({ minutes, until }, at), ...done });
}

function endOfShelf({ minutes, until }: ShelfTime, at: Micros): Micros {
  if ((minutes === undefined) === (until === undefined))
    throw new EdgeError("bad-request", "give either minutes or until");
  const end = until ?? at + (minutes as number) * MINUTE_US;
  if (end <= at || end > at + MAX_SHELVE_MINUTES * MINUTE_US)
    throw new EdgeError("bad-request", "until must be within the next 24 hours");
  return end;
}

/** One alert with the occurrence that the person saw. */
export interface SeenAlert {
  readonly alertUid: string;
  readonly occurrenceUid: string;
}

/** The alert's state afterwards, or why its acknowledgement was refused. */
export type Acknowledged =
  | ({ readonly alertUid: string } & SentAct)
  | { readonly alertUid: string; readonly state: AlertView["state"] }
  | { readonly alertUid: string; readonly code: EdgeErrorCode; readonly reason: string };

/**
 * Acknowledges several alerts, each as an action of its own, on disk and in the audit log. A refusal does not stop the
 * others.
 */
export async function acknowledgeTogether(
  { alerts, sendAct, now }: ActDeps,
  caller: Caller,
  { seen, ...words }: { readonly seen: readonly SeenAlert[]; readonly comment?: string; readonly signature?: string },
): Promise<readonly Acknowledged[]> {
  demand(caller, "POST /api/v1/alerts/acknowledge");
  if (seen.length > MOST_TOGETHER) throw new EdgeError("bad-request", `give ${MOST_TOGETHER} alerts at most`);
  const act = { kind: "acknowledge", at: now(), principal: principalFrom(caller), ...words } as const;
  return await Promise.all(
    seen.map(async ({ alertUid, occurrenceUid }): Promise<Acknowledged> => {
      try {
        const action = { ...act, occurrenceUid };
        if (sendAct !== undefined) return { alertUid, ...(await sendAct(alertUid, action)) };
        const { state } = await alerts.act(alertUid, action);
        return { alertUid, state };
      } catch (error) {
        if (!(error instanceof EdgeError)) throw error;
        return { alertUid, code: error.code, reason: error.message };
      }
    }),
  );
}
