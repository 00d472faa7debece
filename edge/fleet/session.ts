/**
 * One connection to the hub, from its greeting to its end. Messages go through JetStream, whose acknowledgement comes
 * before its disk (Jepsen, NATS 2.12.1) and so moves nothing: only the hub's word does (rules UL1 to UL6).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type JetStreamClient, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { reasonFor } from "../contracts/alerts/causes.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import { LiveLane } from "./live-lane.ts";
import type { Sending } from "./sending.ts";
import { type Downward, encode, PROTOCOL, readDownward, type Welcome } from "./wire/greeting.ts";
import { readSide, type SideFrame, writeSide } from "./wire/side-frame.ts";
import { backOf, downOf, greetingOf, liveOf, sideOf, upOf } from "./wire/subjects.ts";

const ANSWER_WITHIN_MS = 5_000;
/** A hub that says nothing for so long is away: it speaks every two seconds. */
const AWAY_AFTER_MS = 8_000;
const GREET_AGAIN_MS = 3_000;
/** JetStream must take a message within this time, also on a slow link. */
const TAKE_WITHIN_MS = 120_000;
/** So long the hub may make no progress, although it speaks. */
const STALLED_AFTER_MS = 20_000;
const SEND_AGAIN_AFTER_MS = 500;
/** Longest rest between two looks. */
const LOOK_EVERY_MS = 250;
/** Bytes of subject, reply and headers around a message. */
const AROUND_BYTES = 200;
/** History that waits for so many turns is behind: then live values go ahead. */
const BEHIND_TURNS = 2;
const MOST_EARLY = 16;

/** The hub does not take this edge, for a reason that a person must remove. */
export class RefusedByHub extends Error {
  override readonly name = "RefusedByHub";
  readonly zh: string;
  constructor(en: string, zh: string) {
    super(en);
    this.zh = zh;
  }
}

export class Session {
  readonly #link: NatsConnection;
  readonly #stream: JetStreamClient;
  readonly #sending: Sending;
  readonly #over = new AbortController();
  #wake: (() => void) | undefined;
  #heardMs = 0;
  #progressMs = 0;
  #sentAgainMs = 0;
  #again = false;
  #live: LiveLane | undefined;
  #liveMs = 0;
  #cutMs = 0;
  #isWelcome = false;
  /** What the hub sent before the edge had read its welcome. */
  readonly #early: SideFrame[] = [];

  constructor(link: NatsConnection, sending: Sending) {
    this.#link = link;
    this.#stream = jetstream(link, { timeout: TAKE_WITHIN_MS });
    this.#sending = sending;
  }

  /** Sends until the signal aborts. Rejects when the link ends, or the hub or its server takes nothing. */
  async run(signal: AbortSignal): Promise<void> {
    const end = (): void => this.#end(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    void this.#link.closed().then((error) => this.#end(error ?? new Error("the server closed the connection")));
    const { edgeId } = this.#sending.options;
    this.#link.subscribe(downOf(edgeId), {
      callback: (error, { data }) => void (error ?? this.#hear(readDownward(data))),
    });
    this.#link.subscribe(backOf(edgeId), { callback: (error, { data }) => void (error ?? this.#hearSide(data)) });
    try {
      if (signal.aborted) return;
      await this.#greet();
      this.#sendAgain();
      while (!this.#over.signal.aborted) await this.#turn();
      if (!signal.aborted) throw this.#over.signal.reason;
    } finally {
      signal.removeEventListener("abort", end);
      await this.#live?.close();
      void this.#link.close();
    }
  }

  /** The log has new items. */
  wake(): void {
    this.#wake?.();
  }

  /** Sends a message beside the log. Dropped before the hub has taken the edge, and where the budget is used up. */
  sendSide(topic: string, body: Uint8Array): void {
    const { options, budget } = this.#sending;
    if (!this.#isWelcome || this.#link.isClosed() || !budget.hasRoomForLive(performance.now())) return;
    const bytes = writeSide({ run: options.run, topic, body });
    budget.spend(bytes.length + AROUND_BYTES);
    this.#link.publish(sideOf(options.edgeId), bytes);
  }

  async #turn(): Promise<void> {
    const now = performance.now();
    if (now - this.#heardMs > AWAY_AFTER_MS) await this.#waitForHub();
    if (this.#sending.isHubFull) this.#again = false;
    else if (!this.#sending.inFlight.isEmpty && now - this.#progressMs > STALLED_AFTER_MS) this.#again = true;
    if (this.#again && now - this.#sentAgainMs >= SEND_AGAIN_AFTER_MS) {
      this.#again = false;
      await this.#sending.rewind();
      this.#sendAgain();
    }
    await this.#sendLive(now);
    if (await this.#sendNext(now)) return;
    await this.#rest();
  }

  /** Sends one message of history if it is due and there is room. */
  async #sendNext(now: number): Promise<boolean> {
    const { inFlight, budget, options, cutter, position } = this.#sending;
    const isDue = now - this.#cutMs >= options.everyMs || position - cutter.position >= cutter.fullMessage;
    const isFull = !inFlight.isEmpty && inFlight.bytes + options.messageBytes > options.inFlightBytes;
    if (!isDue || isFull || this.#sending.isHubFull || !budget.hasRoom(now) || !this.#sending.hasMore) return false;
    const frame = await this.#sending.nextFrame();
    this.#cutMs = now;
    if (frame === undefined) return false;
    if (inFlight.frames.length === 1) this.#progressMs = now;
    this.#publish(frame.from, frame.to, frame.bytes);
    return true;
  }

  /** The newest values and events, while history is behind. */
  async #sendLive(now: number): Promise<void> {
    const { lag, options, cutter, budget, position } = this.#sending;
    if (!lag.isBehind(cutter.position, BEHIND_TURNS * options.everyMs, now)) {
      await this.#live?.close();
      this.#live = undefined;
      return;
    }
    if (now - this.#liveMs < options.everyMs || !budget.hasRoomForLive(now)) return;
    this.#liveMs = now;
    const from = Math.max(cutter.position, lag.positionBefore(options.everyMs, now));
    this.#live ??= new LiveLane({ dir: options.logDir, run: options.run, from });
    const bytes = await this.#live.next(position);
    if (bytes === undefined || this.#link.isClosed()) return;
    budget.spend(bytes.length + AROUND_BYTES);
    this.#link.publish(liveOf(options.edgeId), bytes);
  }

  #publish(from: LogPosition, to: LogPosition, bytes: Buffer): void {
    const { options, attempt, budget } = this.#sending;
    const msgID = `${options.edgeId}-${options.epoch}-${from}-${to}-${attempt}`;
    budget.spend(bytes.length + AROUND_BYTES);
    this.#stream.publish(upOf(options.edgeId), bytes, { msgID, timeout: TAKE_WITHIN_MS }).catch((error: unknown) => {
      this.#end(new Error("the hub's server does not take messages", { cause: error }));
    });
  }

  #sendAgain(): void {
    this.#progressMs = this.#sentAgainMs = performance.now();
    for (const { from, to, bytes } of this.#sending.inFlight.frames) this.#publish(from, to, bytes);
  }

  async #greet(): Promise<void> {
    const { options } = this.#sending;
    const greeting = encode({
      protocol: PROTOCOL,
      edgeId: options.edgeId,
      logUid: options.logUid,
      site: options.site,
      ...this.#sending.state,
      oldest: await this.#sending.oldest(),
    });
    const { data } = await this.#link.request(greetingOf(options.edgeId), greeting, { timeout: ANSWER_WITHIN_MS });
    const answer = readDownward(data);
    this.#hear(answer);
    this.#over.signal.throwIfAborted();
    if (answer?.kind !== "welcome") throw new Error("the hub gave no answer that this version knows");
    await this.#welcomed(answer);
  }

  async #welcomed(welcome: Welcome): Promise<void> {
    await this.#sending.welcomed(welcome);
    this.#heardMs = this.#progressMs = performance.now();
    this.#isWelcome = true;
    for (const { topic, body } of this.#early.splice(0)) this.#sending.heardSide(topic, body);
  }

  /** The hub is away, its server is not: nothing is sent until it answers. */
  async #waitForHub(): Promise<void> {
    for (let failures = 0; !this.#over.signal.aborted; failures++) {
      try {
        await this.#greet();
        return;
      } catch (error) {
        if (this.#over.signal.aborted) return;
        if (failures === 0) this.#sending.report("waiting", reasonFor(error, { place: "uplink.hub" }));
        await sleep(GREET_AGAIN_MS, undefined, { signal: this.#over.signal }).catch(() => undefined);
      }
    }
  }

  #hear(message: Downward | undefined): void {
    if (message === undefined) return;
    if (message.kind === "refused") {
      if (message.run === this.#sending.options.run) this.#end(new RefusedByHub(message.en, message.zh));
      return;
    }
    if (message.kind !== "mark" || message.run !== this.#sending.options.run) return;
    if (!this.#sending.isOfStore(message.storeUid)) return;
    this.#heardMs = performance.now();
    if (this.#sending.arrived(message.head)) this.#progressMs = this.#heardMs;
    if (this.#sending.hubIsFull(message.again === "full")) this.#progressMs = this.#heardMs;
    if (message.again === "gap") this.#again = true;
    // A hub that lacks what another had confirmed says from where on only in its welcome.
    const lacks = message.again === "gap" && message.head < this.#sending.state.position;
    if (message.again === "greet" || lacks) this.#heardMs = Number.NEGATIVE_INFINITY;
    this.#wake?.();
  }

  #hearSide(data: Uint8Array): void {
    const side = readSide(data);
    if (side?.run !== this.#sending.options.run) return;
    if (this.#isWelcome) this.#sending.heardSide(side.topic, side.body);
    else if (this.#early.length < MOST_EARLY) this.#early.push(side);
  }

  #end(reason: unknown): void {
    if (!this.#over.signal.aborted) this.#over.abort(reason ?? new Error("the connection ended"));
    this.#wake?.();
  }

  /** Until something happens, at most a moment. */
  async #rest(): Promise<void> {
    if (this.#over.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, Math.min(LOOK_EVERY_MS, this.#sending.options.everyMs));
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
