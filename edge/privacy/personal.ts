import type { Logger } from "pino";
import { BatchBuilder } from "../batch/builder.ts";
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { HistorianReader } from "../contracts/path/historian.ts";
import type { Micros, SampleBatch } from "../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../contracts/path/source.ts";
import type { TwinModel } from "../contracts/path/twin.ts";
import type { PeopleEvidence } from "../contracts/plant/people.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import { onFloor } from "../contracts/plant/plant-position.ts";
import type { AssetUid, TagRef, TagTable } from "../contracts/plant/tag.ts";
import { FileEvidence } from "./people-evidence.ts";
import { PersonalRing } from "./personal-ring.ts";
import { TrackedPeople } from "./tracked-people.ts";
import { ZoneCounter } from "./zone-counter.ts";

/** The path of samples about people where the config names no purpose for storing them. */
export interface PersonalPath {
  /**
   * Takes batches of sources: samples about people go only to the twin and a memory of one minute, all others to the
   * log.
   */
  readonly inlet: Inlet;
  /** Reads tags about people from that memory, and all others from the historian. */
  readonly historian: HistorianReader;
  /** Positions kept around safety alerts. */
  readonly evidence: PeopleEvidence;
  /** Takes every alert that changed. */
  hear(alert: AlertView, nowUs: Micros): void;
  /**
   * Counts people in zones, keeps evidence that is due, and forgets samples older than a minute. Call it about once a
   * second.
   */
  tick(nowUs: Micros): void;
  close(): void;
}

export interface PersonalParts {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinModel;
  readonly inlet: Inlet;
  readonly historian: HistorianReader;
  /** Folder for positions kept around safety alerts. */
  readonly evidenceDir: string;
  readonly evidenceDays: number;
  /** The time by which evidence is old, µs UTC; undefined while none is. */
  readonly deletionTime?: () => Micros | undefined;
  readonly log: Logger;
}

/** Undefined where no tag is about people. */
export function personalPath(parts: PersonalParts): PersonalPath | undefined {
  const { plant, tags, twin, inlet, historian, log } = parts;
  const refs = new Set(tags.all().flatMap(({ ref, class: dataClass }) => (dataClass === "personal" ? [ref] : [])));
  if (refs.size === 0) return undefined;
  const ring = new PersonalRing();
  const people = new TrackedPeople(plant, tags, ring);
  const counter = new ZoneCounter(plant.zones);
  const placeOf = (asset: AssetUid) => placeIn(plant, tags, twin, asset);
  const evidence = new FileEvidence({
    dir: parts.evidenceDir,
    days: parts.evidenceDays,
    deletionTime: parts.deletionTime,
    ways: (from, to) => people.ways(from, to),
    placeOf,
    log,
  });
  return {
    evidence,
    hear: (alert, nowUs) => evidence.hear(alert, nowUs),
    close: () => evidence.close(),
    inlet: new PersonalInlet(inlet, refs, (personal) => {
      for (let index = 0; index < personal.length; index++) ring.add(personal, index);
      twin.apply(personal);
    }),
    historian: {
      trend: async (question) => (refs.has(question.ref) ? ring.trend(question) : await historian.trend(question)),
      trends: (question) => historian.trends(question),
      raw: async (ref, from, to, limit) =>
        refs.has(ref) ? ring.raw(ref, from, to, limit) : await historian.raw(ref, from, to, limit),
      aggregates: (question) => historian.aggregates(question),
      stateDurations: (ref, from, to) => historian.stateDurations(ref, from, to),
      aligned: (wanted, from, to, step) => historian.aligned(wanted, from, to, step),
    },
    tick(nowUs) {
      evidence.tick(nowUs);
      const minutes = counter.tick(nowUs, people.arrivals(nowUs));
      if (minutes.length > 0) inlet.pushEvents({ events: [...minutes] });
      const emptied = ring.forget(nowUs);
      if (emptied !== undefined) twin.apply(emptied);
    },
  };
}

/** Position of an asset by the config, or as it reports itself. */
function placeIn(plant: Plant, tags: TagTable, twin: TwinModel, uid: AssetUid): readonly [number, number] | undefined {
  const asset = plant.assets.find(({ assetUid }) => assetUid === uid);
  if (asset === undefined) return undefined;
  const [x, y] = (["agv-x", "agv-y"] as const).map((role) => tags.ofAsset(uid).find((tag) => tag.role === role));
  if (x !== undefined && y !== undefined) {
    const reported = [twin.value(x.ref), twin.value(y.ref)] as const;
    return reported.every(Number.isFinite) ? onFloor(plant, asset, reported) : undefined;
  }
  return asset.pose === undefined ? undefined : [asset.pose.x, asset.pose.y];
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
