import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Act, Journal } from "../contracts/access/journal.ts";
import { type Alert, type OperatorAction, priorityOf } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LogLine } from "./alert-log.ts";
import { alertState } from "./alert-state.ts";

/** An entry may be dated before its action by at most this much, where the clock was set back between the two. */
const CLOCK_STEP_US = 86_400e6;

interface Unrecorded {
  readonly alertUid: string;
  readonly act: Act;
}

/**
 * Carries operators' actions from the alert log to the audit log. An action reaches the disk together with the alert
 * that it changed; the audit log follows before the answer. If the edge is killed in between, or the audit log's disk
 * refuses, the action is recorded later.
 */
export class AlertActs {
  readonly #journal: Journal;
  readonly #log: Logger;
  readonly #unrecorded: Map<string, Unrecorded>;
  #retrying: Promise<void> | undefined;

  private constructor(journal: Journal, unrecorded: Iterable<readonly [string, Unrecorded]>, log: Logger) {
    this.#journal = journal;
    this.#log = log;
    this.#unrecorded = new Map(unrecorded);
  }

  /** Finds the actions in the alert log that the audit log does not have. */
  static async open(journal: Journal, lines: readonly LogLine[], log: Logger): Promise<AlertActs> {
    const acts = new Map<string, Unrecorded>();
    for (const line of lines) {
      if (!("alert" in line)) continue;
      for (const act of line.acts)
        if (act.deedUid !== undefined) acts.set(act.deedUid, { alertUid: line.alert.alertUid, act });
    }
    const oldest = Math.min(...[...acts.values()].map(({ act }) => act.doneAt ?? 0));
    const missing = await journal.missing(new Set(acts.keys()), oldest - CLOCK_STEP_US);
    return new AlertActs(
      journal,
      [...acts].filter(([uid]) => missing.has(uid)),
      log,
    );
  }

  /**
   * The audit entry of an action, with the answer of the condition's server, to be written with the alert. It counts as
   * unrecorded until `record`.
   */
  done(action: OperatorAction, before: Alert, { after, server }: { after: Alert; server: string | undefined }): Act {
    const facts = { ...factsOf(after, action.at), ...(server === undefined ? {} : { server }) };
    const act = {
      ...actOf(action, before.alertUid, before),
      result: "done" as const,
      after: facts,
      deedUid: randomUUID(),
    };
    this.#unrecorded.set(act.deedUid, { alertUid: before.alertUid, act: { ...act, doneAt: action.at } });
    return { ...act, doneAt: action.at };
  }

  /**
   * Resolves when a completed action is in the audit log. Rejects with EdgeError `disk`; it is tried again by `retry`.
   */
  async record(act: Act): Promise<void> {
    const { doneAt: _now, ...entry } = act;
    await this.#journal.record(entry);
    this.#unrecorded.delete(act.deedUid ?? "");
  }

  /** Records a refused action. */
  async refused(
    action: OperatorAction,
    alertUid: string,
    { before, reason }: { before: Alert | undefined; reason: string },
  ): Promise<void> {
    await this.#journal.record({ ...actOf(action, alertUid, before), result: "refused", reason });
  }

  /** Actions on an alert that the audit log does not have yet. */
  pendingOf(alertUid: string): readonly Act[] {
    const found: Act[] = [];
    for (const entry of this.#unrecorded.values()) if (entry.alertUid === alertUid) found.push(entry.act);
    return found;
  }

  /**
   * Records actions that a kill or a full disk left unrecorded. `settledBefore`: later actions may still be in
   * progress.
   */
  retry(settledBefore: Micros): void {
    const late = [...this.#unrecorded.values()].filter(({ act }) => (act.doneAt ?? 0) < settledBefore);
    if (late.length === 0 || this.#retrying !== undefined) return;
    this.#retrying = this.#recordLate(late.map(({ act }) => act)).finally(() => {
      this.#retrying = undefined;
    });
  }

  /** Resolves when no retry is under way. */
  async settled(): Promise<void> {
    await this.#retrying;
  }

  async #recordLate(acts: readonly Act[]): Promise<void> {
    for (const act of acts) {
      if (act.deedUid === undefined || this.#journal.has(act.deedUid)) {
        this.#unrecorded.delete(act.deedUid ?? "");
        continue;
      }
      try {
        await this.#journal.record(act);
        this.#unrecorded.delete(act.deedUid);
      } catch (err) {
        this.#log.warn({ err, actUid: act.deedUid }, "an action cannot be recorded yet; trying again");
        return;
      }
    }
  }
}

/** The part of an alert that the audit log keeps: enough to see the change. */
function factsOf(alert: Alert, now: Micros): object {
  const { rule, assetUid, severity, occurrenceUid } = alert;
  return { rule, assetUid, priority: priorityOf(severity), state: alertState(alert, now), occurrenceUid };
}

function actOf(action: OperatorAction, alertUid: string, before: Alert | undefined) {
  const { principal, kind, signature, at } = action;
  const reason = "reason" in action ? action.reason : "comment" in action ? action.comment : undefined;
  return {
    principal,
    action: `alert.${kind}`,
    target: alertUid,
    before: before === undefined ? null : factsOf(before, at),
    ...(reason === undefined ? {} : { reason }),
    ...(signature === undefined ? {} : { signature }),
  };
}

/**
 * Whether a failed action is recorded as refused. An action that the disk refused still takes effect and is written
 * later.
 */
export function isRefusal(error: unknown): error is EdgeError {
  return error instanceof EdgeError && error.code !== "disk";
}
