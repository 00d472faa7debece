import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { LateActs } from "../audit/late-acts.ts";
import type { Act, Journal } from "../contracts/access/journal.ts";
import { type Alert, type OperatorAction, priorityOf } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LogLine } from "./alert-log.ts";
import { alertState } from "./alert-state.ts";

/** Operators' actions on alerts as the audit log has them. */
export class AlertActs {
  readonly #journal: Journal;
  readonly #late: LateActs;

  private constructor(journal: Journal, late: LateActs) {
    this.#journal = journal;
    this.#late = late;
  }

  /** Finds the actions in the alert log that the audit log does not have. */
  static async open(journal: Journal, lines: readonly LogLine[], log: Logger): Promise<AlertActs> {
    const stored = lines.flatMap((line) =>
      "alert" in line ? line.acts.map((act) => ({ about: line.alert.alertUid, act })) : [],
    );
    return new AlertActs(journal, await LateActs.open(journal, stored, log));
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
      deedUid: action.actUid ?? randomUUID(),
      doneAt: action.at,
    };
    this.#late.expect(before.alertUid, act);
    return act;
  }

  /**
   * Resolves when a completed action is in the audit log. Rejects with EdgeError `disk`; it is tried again by `retry`.
   */
  async record(act: Act): Promise<void> {
    await this.#late.record(act);
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
    return this.#late.pendingOf(alertUid);
  }

  /** Whether an action is done, and its entry in the audit log is not yet. */
  isPending(actUid: string): boolean {
    return this.#late.isPending(actUid);
  }

  /** Records actions that a kill or a full disk left unrecorded; not those whose answer may still be under way. */
  retry(): void {
    this.#late.retry();
  }

  /** Resolves when no retry is under way. */
  async settled(): Promise<void> {
    await this.#late.settled();
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
