import { setTimeout as sleep } from "node:timers/promises";
import { qualityOf, type SampleBatch } from "../contracts/path/sample-batch.ts";
import type { TwinReader } from "../contracts/path/twin.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { Tag, TagRef, TagTable } from "../contracts/plant/tag.ts";
import { publish } from "../mqtt/client.ts";
import type { Link, Outlet } from "./outlet.ts";
import type { Published } from "./published.ts";
import { valueTopic } from "./topics.ts";

/** Messages until the broker is asked whether it has them: as many wait in memory at most. */
const MESSAGES_PER_PING = 500;

interface ValueParts {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: Pick<TwinReader, "changesSince">;
  readonly prefix: string;
  /** Shortest time between two messages of a topic. */
  readonly everyMs: number;
  readonly published: Published;
}

/** The topic of a tag, and the ends of its payload that never change. */
interface Frame {
  readonly tag: Tag;
  readonly topic: string;
  readonly before: string;
}

/**
 * The newest value of each tag on a retained topic. A value that was replaced within the interval is left out, and its
 * topic has the one that replaced it. Waveforms and tags about people have no topic.
 */
export class ValueTopics implements Outlet {
  readonly topics: ReadonlySet<string>;
  readonly #parts: ValueParts;
  readonly #frames: (Frame | undefined)[] = [];

  constructor(parts: ValueParts) {
    this.#parts = parts;
    for (const { assetUid, equipmentPath, simulated } of parts.plant.assets)
      for (const tag of parts.tags.ofAsset(assetUid)) {
        if (tag.type === "waveform" || tag.class === "personal") continue;
        const unit = tag.unit === undefined ? {} : { unit: tag.unit };
        const fixed = JSON.stringify({ schema: "value/1", tag: tag.tagUid, ...unit, simulated });
        const topic = valueTopic(parts.prefix, equipmentPath, tag);
        this.#frames[tag.ref] = { tag, topic, before: `${fixed.slice(0, -1)},"value":` };
      }
    this.topics = new Set(this.#frames.flatMap((frame) => (frame === undefined ? [] : [frame.topic])));
  }

  async run(link: Link): Promise<void> {
    const { twin, everyMs, published } = this.#parts;
    await published.begin([...this.topics]);
    // All of them in a new connection: the broker may have forgotten them.
    for (let version = 0; !link.signal.aborted; ) {
      const changes = twin.changesSince(version);
      version = changes.version;
      await this.#send(link, changes.samples);
      await sleep(everyMs, undefined, { signal: link.signal }).catch(() => undefined);
    }
  }

  async #send({ client, pings, signal }: Link, batch: SampleBatch): Promise<void> {
    let sent = 0;
    for (let at = 0; at < batch.length && !signal.aborted; at++) {
      const frame = this.#frames[batch.tags[at] as TagRef];
      if (frame === undefined) continue;
      publish(client, { topic: frame.topic, payload: payloadOf(frame, batch, at), qos: 0, retain: true });
      if (++sent % MESSAGES_PER_PING === 0) await pings.answered(signal);
    }
    if (sent % MESSAGES_PER_PING > 0 && !signal.aborted) await pings.answered(signal);
  }
}

function payloadOf({ tag, before }: Frame, batch: SampleBatch, at: number): string {
  const value = batch.values[at] as number;
  const written = tag.type === "text" ? JSON.stringify(batch.texts.get(at) ?? null) : numberText(tag, value);
  const label = tag.labels?.find((one) => one.value === value);
  const named = label === undefined ? "" : `,"label":${JSON.stringify({ zh: label.zh, en: label.en })}`;
  const quality = qualityOf(batch.statuses[at] as number);
  const time = new Date((batch.times[at] as number) / 1000).toISOString();
  return `${before}${written}${named},"quality":"${quality}","time":"${time}"}`;
}

function numberText({ type }: Tag, value: number): string {
  if (!Number.isFinite(value)) return "null";
  return type === "boolean" ? String(value !== 0) : String(value);
}
