import type { IPublishPacket } from "mqtt";
import { count, type SourceCounters } from "../../contracts/path/plugin.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import type { KeepingTimes } from "./keeping-times.ts";
import type { Outlet } from "./outlet.ts";
import type { Rejections } from "./rejections.ts";
import type { Repeats } from "./repeats.ts";
import type { TopicReader } from "./topic-reader.ts";

/**
 * Messages without PUBACK, or still being evaluated, from which on the socket is not read. MQTT 3.1.1 knows no
 * smaller agreed bound.
 */
const MAX_OPEN = 10_000;

/** Tells mqtt.js not to send the PUBACK: it goes out when the message is on disk. */
const HELD = new Error("PUBACK held back until the commit");

type Done = (error?: Error) => void;

export interface IntakeParts {
  readonly reader: TopicReader;
  readonly outlet: Outlet;
  readonly rejections: Rejections;
  readonly counters: SourceCounters;
  /**
   * Given for sessions that the broker keeps: their messages of QoS 1 are acknowledged after the commit, and repeats
   * are dropped.
   */
  readonly kept:
    | { readonly acknowledgements: Acknowledgements; readonly repeats: Repeats; readonly keeping: KeepingTimes }
    | undefined;
}

/** Takes each publication to the reader, counts what it brought, and pushes back while there is no room. */
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

  /** Goes on reading if there is room again. Cheap; call it whenever something was acknowledged. */
  resume(): void {
    if (this.#stalled === undefined || !this.#hasRoom()) return;
    const done = this.#stalled;
    this.#stalled = undefined;
    done();
  }

  #hasRoom(): boolean {
    const { kept } = this.#parts;
    if (this.#evaluating >= MAX_OPEN) return false;
    // What QoS 0 brings is not sent again, so waiting would only move the loss to where nobody declares it.
    return kept === undefined || (kept.acknowledgements.held < MAX_OPEN && !this.isFull());
  }

  /** Resolves, never rejects, where the reader needs time. */
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

  /** Runs what adds samples, and takes them back where it fails or says what was said before. */
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
    rejections.add(topic, error instanceof Error ? error.message : String(error), Date.now());
  }
}

/** How long the broker would have kept the message for us; undefined: until we fetch it. */
function keptSeconds({ qos, topic, properties }: IPublishPacket): number | undefined {
  // What the broker says of itself is no sample that could be missing.
  if (topic.startsWith("$")) return undefined;
  return qos === 0 ? 0 : properties?.messageExpiryInterval;
}

function bytesOf({ payload }: IPublishPacket): Buffer {
  return typeof payload === "string" ? Buffer.from(payload) : payload;
}
