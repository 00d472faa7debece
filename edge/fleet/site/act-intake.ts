/**
 * Acts of people at the hub, carried out by the edge as its own: the same alert book, the same audit log, each exactly
 * once by its uid (rules CV12 to CV15).
 */
import { join } from "node:path";
import type { Logger } from "pino";
import type { Journal } from "../../contracts/access/journal.ts";
import type { AlertBook, OperatorAction } from "../../contracts/alerts/alert.ts";
import { causeInWords, causeOf, sentence } from "../../contracts/alerts/causes.ts";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import {
  ACTS_DONE_TOPIC,
  ACTS_TOPIC,
  type ActOutcome,
  encodeAct,
  outcomeIn,
  type RemoteAct,
  readRemoteAct,
} from "../../contracts/fleet/remote-act.ts";
import type { SideChannel } from "../../contracts/fleet/side-channel.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { KeyedLines } from "../../store/keyed-lines.ts";

const FORMAT = "gemba-acts/1";
const HOUR_US = 3600e6;
/** Acts that wait for their turn at most; the hub sends what was dropped again. */
const MOST_WAITING = 256;
/** Outcomes that are kept; an act of the hub is refused while all of them are young. */
const MOST_KEPT = 10_000;
/** A hub's clock may be ahead by so much. */
const AHEAD_US = HOUR_US;
/** As the audit log looks for an act that a kill left without an outcome. */
const CLOCK_STEP_US = 24 * HOUR_US;

export interface ActIntakeParts {
  readonly channel: SideChannel;
  /** The edge's consent (`uplink.acts`). */
  readonly isAgreed: boolean;
  /** Older acts are refused, hours. */
  readonly hours: number;
  readonly book: Pick<AlertBook, "act"> & { hasPending(actUid: string): boolean; settled(): Promise<void> };
  readonly journal: Pick<Journal, "missing">;
  /** Folder of the uplink. */
  readonly dir: string;
  readonly log: Logger;
  /** µs UTC. */
  now(): Micros;
}

export class ActIntake {
  readonly #parts: ActIntakeParts;
  readonly #outcomes: KeyedLines<ActOutcome>;
  readonly #waiting = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(parts: ActIntakeParts, outcomes: KeyedLines<ActOutcome>) {
    this.#parts = parts;
    this.#outcomes = outcomes;
    parts.channel.on(ACTS_TOPIC, (body) => this.#hear(body));
  }

  /** Throws EdgeError `disk` for a damaged file of outcomes: a guess could do an act twice. */
  static async open(parts: ActIntakeParts): Promise<ActIntake> {
    const outcomes = await KeyedLines.open(join(parts.dir, "acts.log"), { format: FORMAT, read: outcomeIn });
    return new ActIntake(parts, outcomes);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#work;
    await this.#outcomes.close();
  }

  #hear(body: Uint8Array): void {
    const act = readRemoteAct(body);
    if (act === undefined) {
      this.#parts.log.warn("the hub sent an act that this version does not know");
      return;
    }
    // It comes again while it waits.
    if (this.#isClosed || this.#waiting.size >= MOST_WAITING || this.#waiting.has(act.eventUid)) return;
    this.#waiting.add(act.eventUid);
    this.#work = this.#work.then(() => this.#take(act));
  }

  /** The outcome is on disk before the hub hears it, and the act before the outcome. */
  async #take(act: RemoteAct): Promise<void> {
    const { channel, log } = this.#parts;
    try {
      const known = this.#outcomes.get(act.eventUid);
      if (known === undefined && this.#isClosed) return;
      const outcome = known ?? (await this.#decide(act));
      channel.send(ACTS_DONE_TOPIC, encodeAct(outcome));
    } catch (error) {
      // Such as a full disk: there is no outcome yet, and the hub asks again.
      log.warn({ act: act.eventUid, reason: reasonOf(error) }, "an act from the hub has no outcome yet");
    } finally {
      this.#waiting.delete(act.eventUid);
    }
  }

  async #decide(act: RemoteAct): Promise<ActOutcome> {
    await this.#forget();
    const refusal = this.#refusalOf(act);
    // Nothing was tried, so nothing needs to be remembered.
    if (refusal !== undefined) return this.#outcomeOf(act, refusal);
    const outcome = this.#outcomeOf(act, await this.#carryOut(act));
    await this.#outcomes.put(act.eventUid, outcome);
    return outcome;
  }

  #outcomeOf({ eventUid, alertUid, by, act }: RemoteAct, why: LocalizedText | null): ActOutcome {
    const { log, now } = this.#parts;
    const outcome = { eventUid, result: why === null ? "done" : "refused", at: now(), why } as const;
    log.info({ alertUid, act: act.kind, by: by.user, result: outcome.result }, "an act from the hub");
    return outcome;
  }

  /** Why the edge does not even try. */
  #refusalOf({ at }: RemoteAct): LocalizedText | undefined {
    const { isAgreed, hours, now } = this.#parts;
    if (!isAgreed)
      return {
        en:
          "this plant takes no acts from the hub: whoever runs its edge has not allowed it " +
          "(uplink.acts in its config)",
        zh: "该工厂不接受来自集控端的操作：其边缘端尚未允许（配置中的 uplink.acts）",
      };
    if (at < now() - hours * HOUR_US)
      return {
        en: `the act is older than ${hours} h, and the plant may have changed since: look again and act anew`,
        zh: `该操作已超过 ${hours} 小时，工厂的情况可能已变化：请重新查看后再操作`,
      };
    if (at > now() + AHEAD_US)
      return {
        en: "the act is dated in the future: compare the clocks of the hub and of this plant's edge",
        zh: "该操作的时间在未来：请核对集控端与该工厂边缘端的时钟",
      };
    if (this.#outcomes.size >= MOST_KEPT)
      return {
        en: `more than ${MOST_KEPT} acts came from the hub within ${hours} h: act at the plant itself`,
        zh: `${hours} 小时内来自集控端的操作超过 ${MOST_KEPT} 项：请在工厂现场操作`,
      };
    return undefined;
  }

  /** Null once it is done. Rejects with EdgeError `disk` where the disk does not take it yet. */
  async #carryOut({ eventUid, alertUid, at, by, act }: RemoteAct): Promise<LocalizedText | null> {
    const { book, now } = this.#parts;
    if (await this.#wasDone(eventUid, at)) return null;
    const principal = { ...by, user: `${by.user} (hub)`, origin: `hub, ${by.origin}` };
    try {
      await book.act(alertUid, { ...act, at: now(), principal, actUid: eventUid } as OperatorAction);
      return null;
    } catch (error) {
      if (!(error instanceof EdgeError) || error.code === "disk") throw error;
      const cause = causeInWords(causeOf(error));
      return { en: sentence(cause, "en"), zh: sentence(cause, "zh") };
    }
  }

  /** Whether a kill came between the act and its outcome. */
  async #wasDone(eventUid: string, at: Micros): Promise<boolean> {
    const { book, journal } = this.#parts;
    if (book.hasPending(eventUid)) {
      await book.settled();
      return true;
    }
    return !(await journal.missing(new Set([eventUid]), at - CLOCK_STEP_US)).has(eventUid);
  }

  /** An act that is old enough to be refused needs no memory. */
  async #forget(): Promise<void> {
    const before = this.#parts.now() - this.#parts.hours * HOUR_US - AHEAD_US - CLOCK_STEP_US;
    // All of them are looked at: a clock that was ahead, and was set right, leaves them out of order.
    for (const { eventUid, at } of this.#outcomes.values()) if (at < before) await this.#outcomes.drop(eventUid);
  }
}
