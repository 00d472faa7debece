import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { Micros, SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid, LinkRef, Tag, TagRef, TagTable, TagUid } from "../../../edge/contracts/plant/tag.ts";

/** A tag with defaults for fields that a test does not set. */
export function fakeTag(ref: number, over: Partial<Tag> = {}): Tag {
  const assetUid = over.assetUid ?? ("urn:test:asset:1" as AssetUid);
  const signal = over.signal ?? `signal-${ref}`;
  return {
    ref: ref as TagRef,
    tagUid: `${assetUid}#${signal}` as TagUid,
    assetUid,
    component: "",
    signal,
    type: "number",
    unit: "Cel",
    name: { zh: `信号 ${ref}`, en: `Signal ${ref}` },
    source: "line",
    address: `Objects/Signal${ref}`,
    link: 0 as LinkRef,
    ...over,
  };
}

/** A tag table over a plain list; `add` grows it as a reload does. */
export class FakeTags implements TagTable {
  readonly #tags: Tag[];
  constructor(tags: readonly Tag[]) {
    this.#tags = [...tags];
  }
  static ofSize(size: number): FakeTags {
    return new FakeTags(Array.from({ length: size }, (_, ref) => fakeTag(ref)));
  }
  add(tag: Tag): void {
    this.#tags.push(tag);
  }
  get size(): number {
    return this.#tags.reduce((size, tag) => Math.max(size, tag.ref + 1), 0);
  }
  at(ref: TagRef): Tag | undefined {
    return this.#tags.find((tag) => tag.ref === ref);
  }
  find(uid: TagUid): Tag | undefined {
    return this.#tags.find((tag) => tag.tagUid === uid);
  }
  all(): readonly Tag[] {
    return this.#tags;
  }
  ofAsset(uid: AssetUid): readonly Tag[] {
    return this.#tags.filter((tag) => tag.assetUid === uid);
  }
}

export interface SampleSpec {
  readonly ref: number;
  readonly time: Micros;
  readonly value?: number;
  readonly text?: string;
  readonly status?: number;
  readonly flags?: number;
}

export function batchOf(samples: readonly SampleSpec[], receivedAt: Micros = 1_000): SampleBatch {
  const builder = new BatchBuilder();
  for (const { ref, time, value = 0, text, status = 0, flags = 0 } of samples) {
    if (text === undefined) builder.add(ref as TagRef, time, value, status, flags);
    else builder.addText(ref as TagRef, time, text, status, flags);
  }
  return builder.finish(receivedAt);
}

/** A batch as objects, for comparing. */
export function samplesOf(batch: SampleBatch): SampleSpec[] {
  return Array.from({ length: batch.length }, (_, i) => {
    const text = batch.texts.get(i);
    return {
      ref: batch.tags[i] as number,
      time: batch.times[i] as number,
      value: batch.values[i] as number,
      status: batch.statuses[i] as number,
      flags: batch.flags[i] as number,
      ...(text === undefined ? {} : { text }),
    };
  });
}
