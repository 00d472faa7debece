/** Forwards operators' acts on a server's conditions to the server. Lives as long as the source. Runs in main. */
import { setTimeout as sleep } from "node:timers/promises";
import type { OperatorAction } from "../../../contracts/alerts/alert.ts";
import type { ConditionKey, ConditionWriter } from "../../../contracts/alerts/condition.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { CallAnswer, ConditionCall, ServerEvent } from "./messages.ts";

/** If a link that breaks during a call is not back within this time, the outcome of the call stays unknown. */
const READ_BACK_WITHIN_MS = 12_000;

/** The event of an act arrives within a publishing interval. */
const NEWER_WITHIN_MS = 3000;
const LOOK_EVERY_MS = 25;

type Target = ConditionKey & { readonly eventId: string };

export interface ServerConditions {
  /** Undefined while no session is open. */
  readonly call: ((call: ConditionCall) => Promise<CallAnswer>) | undefined;
  find(conditionId: string, branchId: string | undefined): ServerEvent | undefined;
  /** Number of whole refreshes so far. */
  readonly refreshes: number;
  /** Resolves after refresh number `count` + 1. */
  refreshedAfter(count: number): Promise<void>;
}

/** Sends each act once. If the link breaks before the answer, the server's state, read back, decides. */
export class OpcuaConditionWriter implements ConditionWriter {
  readonly #source: string;
  readonly #server: ServerConditions;

  constructor(source: string, server: ServerConditions) {
    this.#source = source;
    this.#server = server;
  }

  async act(target: Target, action: OperatorAction): Promise<string> {
    const calls = callsOf(target, action);
    let result = "";
    let remark: string | undefined;
    for (const call of calls) {
      result = await this.#carryOut(call, target, remark);
      if (call.isRemark === true && result === "Good") remark = call.comment;
    }
    return result;
  }

  /** `remark`: comment that the server took just before, which its events carry from then on. */
  async #carryOut(call: ConditionCall, target: Target, remark: string | undefined): Promise<string> {
    // Counted before the call: the deciding refresh may be over when the wait for the answer ends.
    const { refreshes } = this.#server;
    const answer = await this.#ask(call, target);
    // A failure of a call that only carries the operator's comment does not stop the act.
    if (call.isRemark === true) return "status" in answer ? answer.status : "";
    if ("status" in answer) {
      const status = await this.#statusOf(answer.status, call, target);
      if (ENDS_A_STATE.has(call.method)) await this.#isReported(call, target, remark);
      return status;
    }
    if ("undone" in answer) throw unavailable(this.#source, answer.undone);
    return await this.#readBack(answer.unknown, refreshes, { call, target });
  }

  /** Sends the call, and once more if the server refuses the EventId as outdated although the state is the same. */
  async #ask(call: ConditionCall, target: Target): Promise<CallAnswer> {
    const { call: send } = this.#server;
    if (send === undefined) throw unavailable(this.#source, "it is not connected");
    const known = this.#server.find(target.conditionId, target.branchId);
    const answer = await send(call);
    if (!("status" in answer) || answer.status !== "BadEventIdUnknown") return answer;
    if (!(await this.#comes(target, (now) => now !== undefined && now.eventId !== call.eventId))) return answer;
    const newer = this.#server.find(target.conditionId, target.branchId);
    // A comment fits any state.
    return newer !== undefined && (call.method === "comment" || isSameState(newer, known))
      ? await send({ ...call, eventId: newer.eventId })
      : answer;
  }

  async #statusOf(status: string, call: ConditionCall, target: Target): Promise<string> {
    if (status === "Good") return status;
    // Another user was faster; the server's events show whether the wanted state is reached.
    if (ALREADY.has(status) && (await this.#isReported(call, target))) return status;
    throw new EdgeError(
      "conflict",
      `the server of ${target.source} refused: ${ADVICE.get(status) ?? "ask who looks after it"} (${status})`,
    );
  }

  /** Waits for an event that shows the wanted state, with this comment, and says whether one came. */
  #isReported(call: ConditionCall, target: Target, comment?: string): Promise<boolean> {
    return this.#comes(
      target,
      (now) => isSo(now, call) && (now === undefined || comment === undefined || now.comment === comment),
    );
  }

  /** Waits until the newest event of the condition is such a one, and says whether one came. */
  async #comes(target: Target, isSuch: (now: ServerEvent | undefined) => boolean): Promise<boolean> {
    for (const deadline = performance.now() + NEWER_WITHIN_MS; performance.now() < deadline; await sleep(LOOK_EVERY_MS))
      if (isSuch(this.#server.find(target.conditionId, target.branchId))) return true;
    return false;
  }

  /** Reads the server's state after the link is back. */
  async #readBack(
    reason: string,
    refreshes: number,
    { call, target }: { call: ConditionCall; target: Target },
  ): Promise<string> {
    const inTime = await Promise.race([
      this.#server.refreshedAfter(refreshes).then(() => true),
      sleep(READ_BACK_WITHIN_MS, false, { ref: false }),
    ]);
    const unknown = `the link to ${target.source} died before the server answered (${reason})`;
    if (!inTime)
      throw new EdgeError(
        "link-lost",
        `${unknown}; whether it was done is unknown. Look at the alert when the link is back`,
      );
    const now = this.#server.find(target.conditionId, target.branchId);
    if (isSo(now, call)) return "no answer; read back from the server: done";
    throw new EdgeError("link-lost", `${unknown}; read back from the server: not done. Do it again`);
  }
}

/** Whether the newer event is about a comment or shelving, not another occurrence. */
function isSameState(newer: ServerEvent, known: ServerEvent | undefined): boolean {
  return (
    known !== undefined &&
    newer.active === known.active &&
    newer.acknowledged === known.acknowledged &&
    newer.confirmed === known.confirmed &&
    newer.retain === known.retain
  );
}

/**
 * Methods that end a state of the condition. Events on their way, such as that of the comment before the method, still
 * show the state; an alert that changed before they arrive would have the state once more.
 */
const ENDS_A_STATE: ReadonlySet<ConditionCall["method"]> = new Set(["unshelve", "reset", "return-to-service"]);

/** Statuses of a condition that is already in the wanted state. */
const ALREADY: ReadonlySet<string> = new Set([
  "BadConditionBranchAlreadyAcked",
  "BadConditionBranchAlreadyConfirmed",
  "BadConditionAlreadyShelved",
  "BadConditionNotShelved",
]);

const ADVICE: ReadonlyMap<string, string> = new Map([
  ["BadEventIdUnknown", "the condition changed since; look at it again"],
  ["BadUserAccessDenied", "the user of the source may not do this there; give it the right, or another user"],
  ["BadMethodInvalid", "it does not have this act"],
  ["BadNotSupported", "it does not have this act"],
  ["BadNodeIdUnknown", "it does not know the condition any more"],
  ["BadShelvingTimeOutOfRange", "it does not shelve for so long; take a shorter time"],
  ["BadConditionDisabled", "the condition is switched off there"],
  ["BadInvalidState", "not in the state that the condition is in"],
]);

/** The calls of an act. The comment carries the operator's name, because the session is the edge's. */
function callsOf({ conditionId, eventId }: Target, action: OperatorAction): ConditionCall[] {
  const base = { conditionId, eventId };
  const said = (words = ""): string => (words === "" ? action.principal.user : `${action.principal.user}: ${words}`);
  switch (action.kind) {
    case "acknowledge":
    case "confirm":
      return [{ ...base, method: action.kind, comment: said(action.comment) }];
    case "comment":
      return [{ ...base, method: "comment", comment: said(action.comment) }];
    case "shelve":
      return [remark(base, said(action.reason)), shelfCall(base, action)];
    case "remove-from-service":
      return [remark(base, said(action.reason)), { ...base, method: action.kind }];
    case "unshelve":
    case "reset":
    case "return-to-service":
      return [remark(base, said()), { ...base, method: action.kind }];
  }
}

/**
 * For methods without a comment: an AddComment before them records operator and reason, with the newest event so far.
 */
function remark(base: Pick<ConditionCall, "conditionId" | "eventId">, comment: string): ConditionCall {
  return { ...base, method: "comment", comment, isRemark: true };
}

function shelfCall(
  base: Pick<ConditionCall, "conditionId" | "eventId">,
  { shelf, until, at }: Extract<OperatorAction, { kind: "shelve" }>,
): ConditionCall {
  return shelf === "oneShot"
    ? { ...base, method: "one-shot-shelve" }
    : { ...base, method: "timed-shelve", durationMs: Math.round((until - at) / 1000) };
}

/** Whether a condition is in the state that the call aims at. One that the server no longer retains is settled. */
function isSo(now: ServerEvent | undefined, { method, comment }: ConditionCall): boolean {
  if (now === undefined)
    return method === "acknowledge" || method === "confirm" || method === "reset" || method === "unshelve";
  switch (method) {
    case "acknowledge":
      return now.acknowledged === true;
    case "confirm":
      return now.confirmed === true;
    case "comment":
      return now.comment === comment;
    case "timed-shelve":
      return now.shelved?.kind === "timed";
    case "one-shot-shelve":
      return now.shelved?.kind === "oneShot";
    case "unshelve":
      return now.shelved === undefined;
    case "reset":
      return now.latched !== true;
    case "remove-from-service":
      return now.outOfService === true;
    case "return-to-service":
      return now.outOfService !== true;
  }
}

function unavailable(source: string, reason: string): EdgeError {
  return new EdgeError("unavailable", `${source}: ${reason}; nothing was done. Try again when it is back`);
}
