import { BatchBuilder } from "../batch/builder.ts";
import type { HistorianReader } from "../contracts/historian.ts";
import type { Micros, SampleBatch } from "../contracts/sample-batch.ts";
import type { Inlet, LogPosition } from "../contracts/source.ts";
import type { TagRef, TagTable } from "../contracts/tag.ts";
import type { TwinModel } from "../contracts/twin.ts";
import { PersonalRing } from "./personal-ring.ts";

/** What becomes of samples about people where the config names no purpose for storing them. */
export interface PersonalPath {
  /** Where sources hand over: samples about people go to the twin and a minute's memory only, everything else to the log. */
  readonly inlet: Inlet;
  /** Answers for the tags about people from that memory, for all others from the historian. */
  readonly historian: HistorianReader;
  /** Lets what is older than a minute be forgotten. Call it about once a second. */
  tick(nowUs: Micros): void;
}

/** Undefined where no tag is about people. */
export function personalPath(parts: { tags: TagTable; twin: TwinModel; inlet: Inlet; historian: HistorianReader }): PersonalPath | undefined {
  const { tags, twin, inlet, historian } = parts;
  const refs = new Set(tags.all().flatMap(({ ref, class: dataClass }) => (dataClass === "personal" ? [ref] : [])));
  if (refs.size === 0) return undefined;
  const ring = new PersonalRing();
  return {
    inlet: new PersonalInlet(inlet, refs, (personal) => {
      for (let index = 0; index < personal.length; index++) ring.add(personal, index);
      twin.apply(personal);
    }),
    historian: {
      trend: async (question) => (refs.has(question.ref) ? ring.trend(question) : await historian.trend(question)),
      raw: async (ref, from, to, limit) => (refs.has(ref) ? ring.raw(ref, from, to, limit) : await historian.raw(ref, from, to, limit)),
      aggregates: (question) => historian.aggregates(question),
      stateDurations: (ref, from, to) => historian.stateDurations(ref, from, to),
      aligned: (wanted, from, to, step) => historian.aligned(wanted, from, to, step),
    },
    tick(nowUs) {
      const emptied = ring.forget(nowUs);
      if (emptied !== undefined) twin.apply(emptied);
    },
  };
}

class PersonalInlet implements Inlet {
  readonly #log: Inlet;
  readonly #refs: ReadonlySet<TagRef>;
  readonly #personal: (batch: SampleBatch) => void;

  constructor(log: Inlet, refs: ReadonlySet<TagRef>, personal: (batch: SampleBatch) => void) {
    this.#log = log;
    this.#refs = refs;
    this.#personal = personal;
  }

  get full(): boolean {
    return this.#log.full;
  }

  push(batch: SampleBatch): LogPosition {
    let isPersonal = false;
    for (let i = 0; i < batch.length && !isPersonal; i++) isPersonal = this.#refs.has(batch.tags[i] as TagRef);
    if (!isPersonal) return this.#log.push(batch);
    this.#personal(this.#part(batch, true));
    return this.#log.push(this.#part(batch, false));
  }

  pushEvents(...events: Parameters<Inlet["pushEvents"]>): LogPosition {
    return this.#log.pushEvents(...events);
  }

  pushWaveform(...waveform: Parameters<Inlet["pushWaveform"]>): LogPosition {
    return this.#log.pushWaveform(...waveform);
  }

  committed(position: LogPosition, signal: AbortSignal): Promise<void> {
    return this.#log.committed(position, signal);
  }

  #part(batch: SampleBatch, personal: boolean): SampleBatch {
    const part = new BatchBuilder();
    for (let i = 0; i < batch.length; i++) {
      const ref = batch.tags[i] as TagRef;
      if (this.#refs.has(ref) !== personal) continue;
      const text = batch.texts.get(i);
      const time = batch.times[i] as number;
      const status = batch.statuses[i] as number;
      const flags = batch.flags[i] as number;
      if (text === undefined) part.add(ref, time, batch.values[i] as number, status, flags);
      else part.addText(ref, time, text, status, flags);
    }
    return part.finish(batch.receivedAt);
  }
}
