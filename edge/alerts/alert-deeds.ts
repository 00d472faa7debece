import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Deed, Journal } from "../contracts/access/journal.ts";
import { type Alert, type OperatorAction, priorityOf } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LogLine } from "./alert-log.ts";
import { alertState } from "./alert-state.ts";

/** An entry may be dated before its action by at most this much, where the clock was set back between the two. */
const CLOCK_STEP_US = 86_400e6;

interface Unrecorded {
  readonly alertUid: string;
  readonly deed: Deed;
}

/**
 * Carries operators' actions from the alert log to the audit log. An action reaches the disk together with the alert
 * that it changed; the audit log follows before the answer. If the edge is killed in between, or the audit log's disk
 * refuses, the action is recorded later.
 */
export class AlertDeeds {
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
  static async open(journal: Journal, lines: readonly LogLine[], log: Logger): Promise<AlertDeeds> {
    const deeds = new Map<string, Unrecorded>();
    for (const line of lines) {
      if (!("alert" in line)) continue;
      for (const deed of line.deeds)
        if (deed.deedUid !== undefined) deeds.set(deed.deedUid, { alertUid: line.alert.alertUid, deed });
    }
    const oldest = Math.min(...[...deeds.values()].map(({ deed }) => deed.doneAt ?? 0));
    const missing = await journal.missing(new Set(deeds.keys()), oldest - CLOCK_STEP_US);
    return new AlertDeeds(
      journal,
      [...deeds].filter(([uid]) => missing.has(uid)),
      log,
    );
  }

  /**
   * The audit entry of an action, with the answer of the condition's server, to be written with the alert. It counts as
   * unrecorded until `record`.
   */
  done(action: OperatorAction, before: Alert, { after, server }: { after: Alert; server: string | undefined }): Deed {
    const facts = { ...factsOf(after, action.at), ...(server === undefined ? {} : { server }) };
    const deed = {
      ...deedOf(action, before.alertUid, before),
      result: "done" as const,
      after: facts,
      deedUid: randomUUID(),
    };
    this.#unrecorded.set(deed.deedUid, { alertUid: before.alertUid, deed: { ...deed, doneAt: action.at } });
    return { ...deed, doneAt: action.at };
  }

  /**
   * Resolves when a completed action is in the audit log. Rejects with EdgeError `disk`; it is tried again by `retry`.
   */
  async record(deed: Deed): Promise<void> {
    const { doneAt: _now, ...entry } = deed;
    await this.#journal.record(entry);
    this.#unrecorded.delete(deed.deedUid ?? "");
  }

  /** Records a refused action. */
  async refused(
    action: OperatorAction,
    alertUid: string,
    { before, reason }: { before: Alert | undefined; reason: string },
  ): Promise<void> {
    await this.#journal.record({ ...deedOf(action, alertUid, before), result: "refused", reason });
  }

  /** Actions on an alert that the audit log does not have yet. */
  pendingOf(alertUid: string): readonly Deed[] {
    const found: Deed[] = [];
    for (const entry of this.#unrecorded.values()) if (entry.alertUid === alertUid) found.push(entry.deed);
    return found;
  }

  /**
   * Records actions that a kill or a full disk left unrecorded. `settledBefore`: later actions may still be in
   * progress.
   */
  retry(settledBefore: Micros): void {
    const late = [...this.#unrecorded.values()].filter(({ deed }) => (deed.doneAt ?? 0) < settledBefore);
    if (late.length === 0 || this.#retrying !== undefined) return;
    this.#retrying = this.#recordLate(late.map(({ deed }) => deed)).finally(() => {
      this.#retrying = undefined;
    });
  }

  /** Resolves when no retry is under way. */
  async settled(): Promise<void> {
    await this.#retrying;
  }

  async #recordLate(deeds: readonly Deed[]): Promise<void> {
    for (const deed of deeds) {
      if (deed.deedUid === undefined || this.#journal.has(deed.deedUid)) {
        this.#unrecorded.delete(deed.deedUid ?? "");
        continue;
      }
      try {
        await this.#journal.record(deed);
        this.#unrecorded.delete(deed.deedUid);
      } catch (err) {
        this.#log.warn({ err, deedUid: deed.deedUid }, "an action cannot be recorded yet; trying again");
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

function deedOf(action: OperatorAction, alertUid: string, before: Alert | undefined) {
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
