/**
 * One connection to the hub, from its greeting to its end. Messages go through JetStream, whose acknowledgement comes
 * before its disk (Jepsen, NATS 2.12.1) and so moves nothing: only the hub's word does (rules UL1 to UL6).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type JetStreamClient, jetstream } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/transport-node";
import { reasonFor } from "../contracts/alerts/causes.ts";
import { AROUND_BYTES, Beside } from "./beside.ts";
import type { Seeking } from "./link/seeking.ts";
import { Silence } from "./link/silence.ts";
import type { Underway } from "./pace.ts";
import type { Sending } from "./sending.ts";
import { RefusedByHub, Replaced } from "./session-ends.ts";
import { type Downward, encode, PROTOCOL, readDownward, type Welcome } from "./wire/greeting.ts";
import { readSide, type SideFrame, writeSide } from "./wire/side-frame.ts";
import { backOf, downOf, greetingOf, upOf } from "./wire/subjects.ts";

/** The list of starts in a greeting has up to 16 KB, which take two seconds on a thin link; pings find a dead one. */
const ANSWER_WITHIN_MS = 15_000;
/** A hub that says nothing for so long, and some round trips, is away: it speaks every two seconds. */
const AWAY_AFTER_MS = 8_000;
const AWAY_ROUND_TRIPS = 8;
const GREET_AGAIN_MS = 3_000;
/** JetStream must take a message within this time, also on a slow link. */
const TAKE_WITHIN_MS = 120_000;
/** So long the hub may make no progress, although it speaks. */
const STALLED_AFTER_MS = 20_000;
/** Rests between two repetitions: at least this, and until the first one may have brought something. */
const SEND_AGAIN_AFTER_MS = 500;
const SEND_AGAIN_ROUND_TRIPS = 3;
/** The round trip is asked for so often while nothing is on its way, and at the latest when nothing goes for it. */
const ASK_EVERY_MS = 30_000;
const ASK_AT_LATEST_MS = 120_000;
/** Longest rest between two looks. */
const LOOK_EVERY_MS = 250;
const MOST_EARLY = 16;

export class Session {
  readonly #link: NatsConnection;
  readonly #stream: JetStreamClient;
  readonly #sending: Sending;
  readonly #beside: Beside;
  readonly #silence: Silence;
  readonly #over = new AbortController();
  #wake: (() => void) | undefined;
  #heardMs = 0;
  #progressMs = 0;
  #sentAgainMs = 0;
  #again = false;
  #cutMs = 0;
  #askedMs = 0;
  #isWelcome = false;
  /** What the hub sent before the edge had read its welcome. */
  readonly #early: SideFrame[] = [];

  /** @param seeking where another link is sought beside this one */
  constructor(link: NatsConnection, sending: Sending, seeking: Seeking) {
    this.#link = link;
    this.#stream = jetstream(link, { timeout: TAKE_WITHIN_MS });
    this.#sending = sending;
    this.#beside = new Beside(link, sending, (underway) => this.#hasArrived(underway));
    const onReplaced = (): void => {
      this.#end(new Replaced());
      // So that nothing waits for an answer any more.
      void link.close();
    };
    this.#silence = new Silence({ ask: () => link.flush(), seeking, onReplaced }, performance.now());
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
      this.#ask();
      await this.#greetBehindLive();
      this.#sendAgain();
      while (!this.#over.signal.aborted) await this.#turn();
      if (!signal.aborted) throw this.#over.signal.reason;
    } finally {
      signal.removeEventListener("abort", end);
      this.#sending.pace.lost();
      await this.#beside.close();
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
    if (!this.#isWelcome || !budget.hasRoomForLive(performance.now())) return;
    this.#beside.add(writeSide({ run: options.run, topic, body }));
    this.wake();
  }

  async #turn(): Promise<void> {
    const now = performance.now();
    const { pace, inFlight } = this.#sending;
    this.#silence.look(now, pace.roundTripMs);
    if (now - this.#heardMs > AWAY_AFTER_MS + AWAY_ROUND_TRIPS * pace.roundTripMs) await this.#waitForHub();
    if (this.#sending.isHubFull) this.#again = false;
    else if (!inFlight.isEmpty && now - this.#progressMs > STALLED_AFTER_MS) this.#again = true;
    const restMs = Math.max(SEND_AGAIN_AFTER_MS, SEND_AGAIN_ROUND_TRIPS * pace.roundTripMs);
    if (this.#again && now - this.#sentAgainMs >= restMs) {
      this.#again = false;
      await this.#sending.rewind();
      this.#sendAgain();
    }
    if (pace.underway === 0 && now - this.#askedMs >= ASK_EVERY_MS) this.#ask();
    await this.#beside.sendLive(now);
    if (this.#beside.sendNext() || (await this.#sendNext(now))) return;
    await this.#rest();
  }

  /** Asks for the round trip, before anything else is on its way. */
  #ask(): void {
    this.#askedMs = performance.now();
    this.#link.rtt().then(
      (ms) => {
        this.#silence.heard(performance.now());
        this.#sending.pace.asked(ms);
      },
      () => undefined,
    );
  }

  /** Sends one message of history, or a part of one, if it is due and there is room. */
  async #sendNext(now: number): Promise<boolean> {
    const { inFlight, budget, options, cutter, position, pace } = this.#sending;
    if (!this.#sending.hasMore || !budget.hasRoom(now) || this.#sending.isHubFull) {
      pace.idle();
      return false;
    }
    if (!inFlight.hasUnsent) {
      const isDue = now - this.#cutMs >= options.everyMs || position - cutter.position >= this.#fullMessage();
      const isFull = !inFlight.isEmpty && inFlight.bytes + pace.messageBytes > options.inFlightBytes;
      if (!isDue || isFull) {
        pace.idle();
        return false;
      }
    }
    const mustAsk = now - this.#askedMs >= ASK_AT_LATEST_MS && pace.underway > 0;
    if (!pace.hasRoom(now) || mustAsk) {
      pace.full();
      return false;
    }
    const wasEmpty = inFlight.isEmpty;
    const part = await this.#sending.nextPart();
    if (!inFlight.hasUnsent) this.#cutMs = now;
    if (part === undefined) return false;
    if (wasEmpty) this.#progressMs = now;
    this.#publish(part);
    return true;
  }

  #fullMessage(): number {
    return this.#sending.cutter.fullMessage(this.#sending.pace.messageBytes);
  }

  #publish({ id, bytes }: { readonly id: string; readonly bytes: Buffer }): void {
    const { options, budget, pace } = this.#sending;
    budget.spend(bytes.length + AROUND_BYTES);
    const underway = pace.sent(bytes.length + AROUND_BYTES, performance.now());
    this.#stream.publish(upOf(options.edgeId), bytes, { msgID: id, timeout: TAKE_WITHIN_MS }).then(
      () => this.#hasArrived(underway),
      (error: unknown) => this.#end(new Error("the hub's server does not take messages", { cause: error })),
    );
  }

  #hasArrived(underway: Underway): void {
    // Of another connection, whose successor counts anew.
    if (this.#over.signal.aborted) return;
    this.#progressMs = performance.now();
    this.#silence.heard(this.#progressMs);
    this.#sending.pace.arrived(underway, this.#progressMs);
    this.#wake?.();
  }

  #sendAgain(): void {
    this.#progressMs = this.#sentAgainMs = performance.now();
    this.#sending.inFlight.again();
  }

  /** A hub that had taken this start takes its newest values also before it has answered. */
  async #greetBehindLive(): Promise<void> {
    if (!this.#sending.wasWelcome) return this.#greet();
    await this.#beside.sendLive(performance.now());
    let isOver = false;
    const greeted = this.#greet().finally(() => {
      isOver = true;
      this.#wake?.();
    });
    greeted.catch(() => undefined);
    while (!isOver && !this.#over.signal.aborted) {
      this.#silence.look(performance.now(), this.#sending.pace.roundTripMs);
      await this.#beside.sendLive(performance.now());
      await this.#rest();
    }
    // The reason is that of the end.
    return this.#over.signal.aborted ? undefined : greeted;
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
    this.#silence.heard(performance.now());
    if (message.kind === "refused") {
      if (message.run !== this.#sending.options.run) return;
      this.#sending.wasWelcome = false;
      this.#end(new RefusedByHub(message.en, message.zh));
      return;
    }
    if (message.kind !== "mark" || message.run !== this.#sending.options.run) return;
    if (!this.#sending.isOfStore(message.storeUid)) return;
    this.#heardMs = performance.now();
    if (this.#sending.arrived(message.head)) this.#progressMs = this.#heardMs;
    if (this.#sending.hubIsFull(message.again === "full")) this.#progressMs = this.#heardMs;
    if (message.unread !== undefined) this.#sending.unread(message.unread);
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
    this.#silence.close();
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
