import type { IPublishPacket } from "mqtt";
import { count, type SourceCounters } from "../../contracts/path/plugin.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import type { KeepingTimes } from "./keeping-times.ts";
import type { Outlet } from "./outlet.ts";
import type { Rejections } from "./rejections.ts";
import type { Repeats } from "./repeats.ts";
import type { TopicReader } from "./topic-reader.ts";

/**
 * The socket is not read while this number of messages is without PUBACK or still being evaluated. MQTT 3.1.1 has no
 * way to agree on a smaller limit.
 */
const MAX_OPEN = 10_000;

/** Makes mqtt.js send no PUBACK: it goes out when the message is on disk. */
const HELD = new Error("PUBACK held back until the commit");

type Done = (error?: Error) => void;

export interface IntakeParts {
  readonly reader: TopicReader;
  readonly outlet: Outlet;
  readonly rejections: Rejections;
  readonly counters: SourceCounters;
  /**
   * Present for sessions that the broker keeps: QoS 1 messages are acknowledged after the commit, and repeats are
   * dropped.
   */
  readonly kept:
    | { readonly acknowledgements: Acknowledgements; readonly repeats: Repeats; readonly keeping: KeepingTimes }
    | undefined;
}

/** Passes each publication to the reader, counts its samples, and applies back-pressure while there is no room. */
export class Intake {
  readonly #parts: IntakeParts;
  #stalled: Done | undefined;
  #evaluating = 0;
  /** True while the log cannot take more. */
  isFull: () => boolean = () => false;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** One publication. `done` is called at once, or when there is room again. */
  readonly take = (packet: IPublishPacket, done: Done): void => {
    const { outlet, kept, counters } = this.#parts;
    count(counters, "messages");
    const messageId = packet.qos === 1 && kept !== undefined ? (packet.messageId as number) : undefined;
    const isRepeat =
      messageId !== undefined &&
      kept?.repeats.isRepeat({ topic: packet.topic, payload: bytesOf(packet), messageId, dup: packet.dup }) === true;
    if (isRepeat) count(counters, "repeated");
    if (!packet.retain) kept?.keeping.note(packet.topic, keptSeconds(packet));
    const later = this.#read(packet, isRepeat);
    if (messageId !== undefined) kept?.acknowledgements.hold(messageId, later === undefined);
    void later?.then(() => {
      if (messageId !== undefined) kept?.acknowledgements.finish(messageId);
      outlet.schedule();
      this.resume();
    });
    outlet.schedule();
    const answer = messageId === undefined ? undefined : HELD;
    if (this.#hasRoom()) {
      done(answer);
      return;
    }
    count(counters, "stalled");
    this.#stalled = () => done(answer);
  };

  /** Continues reading if there is room again. Cheap; call it after each acknowledgement. */
  resume(): void {
    if (this.#stalled === undefined || !this.#hasRoom()) return;
    const done = this.#stalled;
    this.#stalled = undefined;
    done();
  }

  #hasRoom(): boolean {
    const { kept } = this.#parts;
    if (this.#evaluating >= MAX_OPEN) return false;
    // QoS 0 messages are not sent again, so waiting would only move the loss to a place where it is not declared.
    return kept === undefined || (kept.acknowledgements.held < MAX_OPEN && !this.isFull());
  }

  /** A promise where the reader needs time; it never rejects. */
  #read(packet: IPublishPacket, isRepeat: boolean): Promise<void> | undefined {
    const { reader } = this.#parts;
    const refuse = (error: unknown): void => this.#refuse(packet.topic, error);
    let later: Promise<() => void> | undefined;
    this.#adding(isRepeat, refuse, () => {
      later = reader.message(packet.topic, bytesOf(packet), packet.retain) ?? undefined;
    });
    if (later === undefined) return undefined;
    this.#evaluating++;
    return later
      .then((add) => this.#adding(isRepeat, refuse, add), refuse)
      .finally(() => {
        this.#evaluating--;
      });
  }

  /** Runs `add`, and drops its samples where it fails or the message is a repeat. */
  #adding(isRepeat: boolean, refuse: (error: unknown) => void, add: () => void): void {
    const { outlet, counters } = this.#parts;
    const before = { samples: outlet.samples.length, waveforms: outlet.waveforms, events: outlet.events };
    try {
      add();
      if (isRepeat) outlet.truncate(before);
      counters.received += outlet.samples.length - before.samples + outlet.waveforms - before.waveforms;
    } catch (error) {
      outlet.truncate(before);
      refuse(error);
    }
  }

  #refuse(topic: string, error: unknown): void {
    const { counters, rejections } = this.#parts;
    counters.dropped++;
    count(counters, "refused");
    rejections.add(topic, error instanceof Error ? error.message : String(error));
  }
}

/** How long the broker would have kept the message, seconds; undefined: until the edge fetches it. */
function keptSeconds({ qos, topic, properties }: IPublishPacket): number | undefined {
  // The broker's own figures are not samples that could be missing.
  if (topic.startsWith("$")) return undefined;
  return qos === 0 ? 0 : properties?.messageExpiryInterval;
}

function bytesOf({ payload }: IPublishPacket): Buffer {
  return typeof payload === "string" ? Buffer.from(payload) : payload;
}
