import type { WireFrame } from "../../../edge/batch/wire.ts";
import type { ReplayCommand, ReplayMessage } from "../../../edge/contracts/path/replay.ts";
import type { EdgeMessage } from "../../../edge/contracts/path/stream.ts";
import { StreamLink } from "./link.ts";
import type { Mirror } from "./mirror.ts";
import { alerts, linksVersion, moment, replayRange } from "./signals.ts";

type Dictionary = Extract<EdgeMessage, { kind: "dictionary" }>;

/** Callbacks of a replay. */
export interface ReplayEvents {
  dictionary(message: Dictionary): void;
  /** Values changed: draw them. */
  drawn(): void;
  state(state: "open" | "gone", link: { readonly heardMs: number }): void;
  /** The replay has reached the present. */
  end(): void;
}

/**
 * Fills the mirror from the edge's replay instead of the live stream. While a
 * keyframe is on its way, only the newest command waits: dragging the cursor
 * requests as many instants as the edge can answer, and no more.
 */
export class Replay {
  readonly #mirror: Mirror;
  readonly #events: ReplayEvents;
  readonly #link: StreamLink<ReplayMessage | Dictionary>;
  #isRunning = false;
  /** From the command until the keyframe's last frame. */
  #isSeeking = false;
  /** The keyframe was announced: its first frame replaces what is shown. */
  #isFresh = false;
  #wish: { readonly atMs: number; readonly speed: number } | undefined;

  constructor(address: string, mirror: Mirror, events: ReplayEvents, connect?: (url: string) => WebSocket) {
    this.#mirror = mirror;
    this.#events = events;
    this.#link = new StreamLink<ReplayMessage | Dictionary>(
      address,
      {
        message: (message) => this.#onMessage(message),
        frame: (frame) => this.#onFrame(frame),
        state: (state) => {
          events.state(state, this.#link);
        },
      },
      {
        hello: () => this.#command(),
        silentAfterMs: Number.POSITIVE_INFINITY,
        ...(connect === undefined ? {} : { connect }),
      },
    );
  }

  show(atMs: number, speed: number): void {
    moment.value = { atMs, speed };
    this.#wish = { atMs, speed };
    if (!this.#isRunning) {
      this.#isRunning = true;
      this.#link.start();
    } else if (!this.#isSeeking) {
      this.#link.send(this.#command());
    }
  }

  stop(): void {
    this.#isRunning = false;
    this.#isSeeking = false;
    this.#isFresh = false;
    this.#wish = undefined;
    this.#link.stop();
  }

  acknowledge(): void {
    this.#link.acknowledge();
  }

  #command(): ReplayCommand {
    const { atMs, speed } = this.#wish ?? moment.value ?? { atMs: 0, speed: 0 };
    this.#wish = undefined;
    this.#isSeeking = true;
    return { kind: "replay", at: Math.round(atMs * 1000), speed };
  }

  #onMessage(message: ReplayMessage | Dictionary): void {
    switch (message.kind) {
      case "dictionary":
        this.#events.dictionary(message);
        break;
      case "keyframe":
        this.#isFresh = true;
        replayRange.value = { fromMs: message.from / 1000, toMs: message.to / 1000 };
        alerts.value = message.alerts;
        break;
      case "alerts":
        alerts.value = message.alerts;
        break;
      case "events":
        break;
      case "end":
        this.#events.end();
        break;
    }
  }

  #onFrame({ version, last, samples }: WireFrame): void {
    // Frames of an instant that the user left before its keyframe came are void.
    if (this.#isSeeking && !this.#isFresh) return;
    if (this.#isFresh && this.#isSeeking) {
      this.#mirror.clear();
      this.#isSeeking = false;
    }
    this.#mirror.apply(samples, last ? version : undefined);
    if (!last) return;
    // The state of each source has changed: components that show it read it again.
    if (this.#isFresh) linksVersion.value++;
    this.#isFresh = false;
    if (this.#wish !== undefined) {
      this.#link.send(this.#command());
    } else if (moment.value !== null) {
      moment.value = { ...moment.value, atMs: samples.receivedAt / 1000 };
    }
    this.#events.drawn();
  }
}
