import type { SourceContext } from "../../../contracts/plugin.ts";
import { SampleFlag } from "../../../contracts/sample-batch.ts";
import type { LinkRef } from "../../../contracts/tag.ts";
import { parseJson } from "../json-text.ts";
import { linksOf } from "../links.ts";
import { isPlausibleMs, timeOf } from "../message-time.ts";
import type { Outlet } from "../outlet.ts";
import { type BoundProjection, bindProjection, compileProjection, project, valueAt } from "../projection.ts";
import type { Filter, TopicReader } from "../session.ts";
import type { JsonAddress, JsonBinding } from "./plugin.ts";

interface Topic {
  readonly bindings: BoundProjection[];
  readonly links: Set<LinkRef>;
}

/** Reads the topics that the tags name. */
export class JsonReader implements TopicReader {
  readonly filters: readonly Filter[];
  readonly links: readonly LinkRef[];
  readonly #context: SourceContext<JsonAddress, JsonBinding>;
  readonly #outlet: Outlet;
  readonly #timePath: readonly string[] | undefined;
  readonly #topics = new Map<string, Topic>();
  readonly #baseFlags: number;

  constructor(context: SourceContext<JsonAddress, JsonBinding>, outlet: Outlet, { timePointer, qos = 0 }: { timePointer?: string; qos?: 0 | 1 }) {
    this.#context = context;
    this.#outlet = outlet;
    this.#timePath = timePointer === undefined ? undefined : compileProjection(timePointer).path;
    this.#baseFlags = context.simulated === true ? SampleFlag.simulated : 0;
    for (const { tag, address, binding } of context.bound) {
      const name = binding.topic ?? address.topic;
      let topic = this.#topics.get(name);
      if (topic === undefined) {
        topic = { bindings: [], links: new Set() };
        this.#topics.set(name, topic);
      }
      topic.bindings.push(bindProjection(tag, binding));
      topic.links.add(tag.link);
    }
    this.links = linksOf(context.bound);
    this.filters = [...this.#topics.keys()].map((topic): Filter => ({ topic, qos }));
  }

  message(name: string, payload: Buffer, retained: boolean): void {
    const topic = this.#topics.get(name);
    if (topic === undefined) return;
    const message = parseJson(payload);
    const nowUs = Date.now() * 1000;
    let time = this.#timePath === undefined ? nowUs : timeOf(valueAt(message, this.#timePath));
    let flags = this.#baseFlags;
    if (!isPlausibleMs(time / 1000, nowUs / 1000)) {
      time = nowUs;
      flags |= SampleFlag.clockSuspect;
    }
    const target = { samples: this.#outlet.samples, time, flags };
    for (const binding of topic.bindings) project(message, binding, target);
    // A retained message was sent at some time before; it proves nothing about now.
    if (!retained) for (const link of topic.links) this.#context.links.heard(link);
  }
}
