/**
 * Acts of people on their way to the edge that owns the alert: on the hub's disk before the person has an answer, sent
 * until the edge has said what it made of them (rules CV10, CV11 and CV16).
 */
import { join } from "node:path";
import type { Logger } from "pino";
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { Journal } from "../../contracts/access/journal.ts";
import type { OperatorAction } from "../../contracts/alerts/alert.ts";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import {
  ACTS_DONE_TOPIC,
  ACTS_TOPIC,
  type ActOutcome,
  encodeAct,
  isRemote,
  outcomeIn,
  type RemoteAct,
  type RemoteAction,
  readOutcome,
  remoteActIn,
} from "../../contracts/fleet/remote-act.ts";
import type { SideChannels } from "../../contracts/fleet/side-channel.ts";
import type { SentAct, SiteActs, SiteLink } from "../../contracts/fleet/site.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { KeyedLines } from "../../store/keyed-lines.ts";

const FORMAT = "gemba-hub-acts/1";
const MOST_WAITING = 5_000;
const MOST_WAITING_OF_ONE = 500;
/** Acts that have their outcome and are still shown. */
const MOST_ENDED = 2_000;
const FIRST_AGAIN_MS = 4_000;
const LAST_AGAIN_MS = 60_000;
/** An edge refuses acts of this age anyway. */
const GIVEN_UP_AFTER_MS = 8 * 24 * 3_600_000;

const NO_ANSWER: LocalizedText = {
  en: "the plant has not answered within eight days: whether it was done is known at the plant's own edge alone",
  zh: "工厂在八天内没有应答：是否已执行只有该工厂自己的边缘端知道",
};

export interface KeptAct {
  readonly edgeId: string;
  readonly act: RemoteAct;
  /** Null while the edge has not answered. */
  readonly outcome: ActOutcome | null;
}

export interface ActOutboxParts {
  readonly dataDir: string;
  readonly channels: SideChannels;
  readonly journal: Pick<Journal, "record">;
  /** How the link to a site stands; undefined for a site that the hub does not have. */
  readonly linkOf: (edgeId: string) => Pick<SiteLink, "link"> | undefined;
  readonly log: Logger;
  /** ms UTC. */
  readonly now?: () => number;
}

interface Sending {
  sends: number;
  againMs: number;
}

export class ActOutbox {
  readonly #parts: ActOutboxParts;
  readonly #now: () => number;
  readonly #kept: KeyedLines<KeptAct>;
  readonly #sending = new Map<string, Sending>();
  /** Sites of acts that are being written: several people act at once, and each of their acts counts. */
  readonly #taking = new Map<string, string>();
  /** Acts whose outcome is being written. */
  readonly #ending = new Set<string>();
  #version = 0;

  private constructor(parts: ActOutboxParts, kept: KeyedLines<KeptAct>) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
    this.#kept = kept;
    parts.channels.on(ACTS_DONE_TOPIC, (edgeId, body) => this.#hear(edgeId, body));
    parts.channels.onGreeted((edgeId) => this.#greeted(edgeId));
  }

  /** Throws EdgeError `disk`. */
  static async open(parts: ActOutboxParts): Promise<ActOutbox> {
    const kept = await KeyedLines.open(join(parts.dataDir, "acts.log"), { format: FORMAT, read: keptActIn });
    return new ActOutbox(parts, kept);
  }

  get version(): number {
    return this.#version;
  }

  /** Acts of a site, newest first. */
  listOf(edgeId: string): readonly KeptAct[] {
    return [...this.#kept.values()].filter((one) => one.edgeId === edgeId).reverse();
  }

  /** Acts that wait, by site. */
  waiting(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { edgeId } of this.#waiting()) counts.set(edgeId, (counts.get(edgeId) ?? 0) + 1);
    return counts;
  }

  /** Takes the acts on the alerts of one site. */
  of(edgeId: string): SiteActs {
    return { act: (alertUid, action) => this.act(edgeId, alertUid, action) };
  }

  /**
   * Resolves when the act is on the hub's disk and in its audit log. Rejects with EdgeError `not-found`, `conflict`,
   * `unavailable`, `disk`.
   */
  async act(edgeId: string, alertUid: string, action: OperatorAction): Promise<SentAct> {
    const { at: _at, principal: by, actUid: _uid, ...act } = action;
    if (!isRemote(act.kind))
      throw new EdgeError("conflict", "This act is for people at the plant: do it at the plant's own edge.");
    const link = this.#parts.linkOf(edgeId)?.link;
    if (link === undefined) throw new EdgeError("not-found", "The hub has no such site.");
    if (link.state === "refused")
      throw new EdgeError("conflict", "The hub does not take this edge now, so no act can reach it.");
    this.#refuseTooMany(edgeId);
    const eventUid = uuidv7();
    const sent: RemoteAct = { eventUid, alertUid, at: this.#now() * 1000, by, act: act as RemoteAction };
    this.#taking.set(eventUid, edgeId);
    try {
      // The audit log comes first: no act leaves the hub without its entry.
      await this.#record({ edgeId, act: sent }, { step: "sent" });
      await this.#kept.put(eventUid, { edgeId, act: sent, outcome: null });
    } finally {
      this.#taking.delete(eventUid);
    }
    this.#version++;
    const isSent = this.#send({ edgeId, act: sent });
    const isThere = link.state === "connected" || link.state === "behind";
    const why = link.why ?? undefined;
    return isSent && isThere
      ? { eventUid, state: "sent" }
      : { eventUid, state: "waiting", ...(why === undefined ? {} : { why }) };
  }

  /** Sends again what has no answer, and forgets what is old. Call it about once a second. */
  async turn(): Promise<void> {
    const now = performance.now();
    for (const one of this.#waiting()) {
      if (this.#ending.has(one.act.eventUid)) continue;
      if (this.#now() - one.act.at / 1000 > GIVEN_UP_AFTER_MS) await this.#giveUp(one);
      else if ((this.#sending.get(one.act.eventUid)?.againMs ?? 0) <= now) this.#send(one);
    }
    let tooMany = this.#kept.size - this.#waiting().length - MOST_ENDED;
    for (const { act, outcome } of [...this.#kept.values()]) {
      if (tooMany <= 0) break;
      if (outcome === null) continue;
      await this.#kept.drop(act.eventUid);
      tooMany--;
    }
  }

  async close(): Promise<void> {
    await this.#kept.close();
  }

  #refuseTooMany(edgeId: string): void {
    // An act that is on disk and not answered yet may still be in `#taking`; it counts once.
    const waiting = new Map(this.#waiting().map((one) => [one.act.eventUid, one.edgeId]));
    for (const [eventUid, site] of this.#taking) waiting.set(eventUid, site);
    const ofSite = [...waiting.values()].filter((site) => site === edgeId).length;
    if (waiting.size >= MOST_WAITING || ofSite >= MOST_WAITING_OF_ONE)
      throw new EdgeError("unavailable", "Too many acts wait for the plant. Act at the plant itself.");
  }

  #waiting(): KeptAct[] {
    return [...this.#kept.values()].filter(({ outcome }) => outcome === null);
  }

  #send({ edgeId, act }: Pick<KeptAct, "edgeId" | "act">): boolean {
    const { sends } = this.#sending.get(act.eventUid) ?? { sends: 0 };
    const waitMs = Math.min(LAST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** Math.min(sends, 8));
    this.#sending.set(act.eventUid, { sends: sends + 1, againMs: performance.now() + waitMs });
    return this.#parts.channels.send(edgeId, ACTS_TOPIC, encodeAct(act));
  }

  /** What waited for the edge goes at once. */
  #greeted(edgeId: string): void {
    for (const one of this.#waiting()) {
      if (one.edgeId !== edgeId) continue;
      this.#sending.delete(one.act.eventUid);
      this.#send(one);
    }
  }

  /** An outcome counts from the edge alone that was asked, and once. */
  #hear(edgeId: string, body: Uint8Array): void {
    const outcome = readOutcome(body);
    const one = outcome === undefined ? undefined : this.#kept.get(outcome.eventUid);
    if (outcome === undefined || one === undefined || one.edgeId !== edgeId || one.outcome !== null) return;
    if (this.#ending.has(outcome.eventUid)) return;
    this.#end(one, outcome).catch((error: unknown) =>
      // The act is sent again, and the edge answers again.
      this.#parts.log.warn({ edge: edgeId, reason: reasonOf(error) }, "the outcome of an act cannot be written yet"),
    );
  }

  async #giveUp(one: KeptAct): Promise<void> {
    const { eventUid } = one.act;
    await this.#end(one, { eventUid, result: "refused", at: this.#now() * 1000, why: NO_ANSWER });
  }

  async #end({ edgeId, act }: KeptAct, outcome: ActOutcome): Promise<void> {
    this.#ending.add(act.eventUid);
    try {
      // The audit log comes first: what is refused here is answered again, so an entry may be there twice, never lacks.
      await this.#record({ edgeId, act }, { step: outcome.result, why: outcome.why?.en });
      await this.#kept.put(act.eventUid, { edgeId, act, outcome });
    } finally {
      this.#ending.delete(act.eventUid);
    }
    this.#sending.delete(act.eventUid);
    this.#version++;
  }

  async #record(
    { edgeId, act }: Pick<KeptAct, "edgeId" | "act">,
    { step, why }: { step: "sent" | ActOutcome["result"]; why?: string | undefined },
  ): Promise<void> {
    const { kind } = act.act;
    await this.#parts.journal.record({
      principal: act.by,
      action: step === "sent" ? `site.alert.${kind}` : `site.alert.${kind}.answer`,
      target: `${edgeId}/${act.alertUid}`,
      result: step === "refused" ? "refused" : "done",
      after: { eventUid: act.eventUid, ...(step === "sent" ? { act: act.act } : {}) },
      ...(why === undefined ? {} : { reason: why }),
    });
  }
}

function keptActIn(value: unknown): KeptAct | undefined {
  const { edgeId, act, outcome } = (value ?? {}) as Record<string, unknown>;
  const [sent, answer] = [remoteActIn(act), outcome === null ? null : outcomeIn(outcome)];
  return typeof edgeId === "string" && sent !== undefined && answer !== undefined
    ? { edgeId, act: sent, outcome: answer }
    : undefined;
}
