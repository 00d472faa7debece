import { Ajv } from "ajv";
import { pino } from "pino";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { LinkState } from "../../../edge/contracts/path/twin.ts";
import type { Asset, Plant, Zone } from "../../../edge/contracts/plant/plant.ts";
import {
  type AssetUid,
  type LinkRef,
  type Tag,
  type TagRef,
  type TagTable,
  tagUidOf,
} from "../../../edge/contracts/plant/tag.ts";
import { type DetectorsConfig, detectorsConfig } from "../../../edge/detect/rules/config.ts";
import type { RuleDetector } from "../../../edge/detect/rules/rule-detector.ts";

export const log = pino({ level: "silent" });
/** 2026-01-05T00:00:00Z, µs. */
export const T0 = Date.UTC(2026, 0, 5) * 1000;
export const S = 1_000_000;

/** The detectors section as the config reader hands it over: defaults filled in by ajv. */
export function configOf(written: unknown = {}): DetectorsConfig {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: true });
  const config = structuredClone(written) as DetectorsConfig;
  const validate = ajv.compile(detectorsConfig);
  if (!validate(config)) throw new Error(ajv.errorsText(validate.errors));
  return config;
}

export type TagShape = Partial<Pick<Tag, "component" | "unit" | "range" | "limits" | "labels" | "role" | "type">> & {
  signal: string;
  link?: number;
};
export type AssetShape = Partial<Pick<Asset, "kind" | "pose" | "medium" | "meters" | "meterAbove">> & {
  label: string;
  tags: readonly TagShape[];
};

/** A small plant in memory; refs are given in the order of writing. */
export class BenchPlant {
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly live = new Map<number, { live: boolean; ageMs: number | undefined; reason?: string }>();
  readonly #all: Tag[] = [];
  readonly #labels = new Map<string, AssetUid>();

  constructor(shapes: readonly AssetShape[], zones: readonly Zone[] = [], site: Partial<Plant["site"]> = {}) {
    const assets = shapes.map((shape) => this.#asset(shape));
    const text = { zh: "厂", en: "plant" };
    this.plant = {
      site: { enterprise: "e", id: "s", name: text, timeZone: "Asia/Shanghai", currency: "CNY", shifts: [], ...site },
      floor: { width: 10, depth: 10 },
      places: [],
      assets,
      zones,
      routes: { nodes: [], edges: [] },
    };
    const all = this.#all;
    this.tags = {
      size: all.length,
      at: (ref) => all[ref],
      find: (uid) => all.find((tag) => tag.tagUid === uid),
      all: () => all,
      ofAsset: (uid) => all.filter((tag) => tag.assetUid === uid),
    };
  }

  get context() {
    return { plant: this.plant, tags: this.tags, links: () => this.links(), log };
  }

  links(): LinkState[] {
    return [...this.live].map(([ref, state]) => ({
      ref: ref as LinkRef,
      name: `line-${ref}`,
      source: `line-${ref}`,
      ...state,
    }));
  }

  uid(label: string): AssetUid {
    return this.#labels.get(label) as AssetUid;
  }

  ref(label: string, signal: string): TagRef {
    const found = this.#all.find((tag) => tag.assetUid === this.uid(label) && tag.signal === signal);
    if (found === undefined) throw new Error(`no tag ${label} ${signal}`);
    return found.ref;
  }

  #asset({ label, tags, ...rest }: AssetShape): Asset {
    const assetUid = `urn:test:${label}` as AssetUid;
    this.#labels.set(label, assetUid);
    const refs = tags.map(({ link = 0, ...shape }) => {
      const ref = this.#all.length as TagRef;
      if (!this.live.has(link)) this.live.set(link, { live: true, ageMs: 100 });
      const component = shape.component ?? "";
      const name = { zh: `信号 ${shape.signal}`, en: shape.signal };
      const tag: Tag = {
        ref,
        tagUid: tagUidOf(assetUid, component, shape.signal),
        assetUid,
        name,
        source: "line",
        address: "a",
        link: link as LinkRef,
        type: "number",
        ...shape,
        component,
      };
      this.#all.push(tag);
      return ref;
    });
    return {
      assetUid,
      label,
      kind: "lathe",
      name: { zh: label, en: label },
      equipmentPath: "e/s/a",
      simulated: true,
      ...rest,
      tags: refs,
    };
  }
}

export interface Reading {
  readonly ref: TagRef;
  readonly value: number;
  readonly at: number;
  readonly status?: number;
  readonly flags?: number;
  readonly text?: string;
}

/** A batch as a source would push it; by default it arrives when its newest sample was taken. */
export function batchOf(
  readings: readonly Reading[],
  receivedAt = Math.max(...readings.map((reading) => reading.at)),
): SampleBatch {
  const builder = new BatchBuilder();
  for (const { ref, value, at, status = 0, flags = 0, text } of readings) {
    if (text === undefined) builder.add(ref, at, value, status, flags);
    else builder.addText(ref, at, text, status, flags);
  }
  return builder.finish(receivedAt);
}

/** Feeds a detector one sample. */
export function see(detector: RuleDetector, reading: Reading, receivedAt?: number): readonly Finding[] {
  return detector.observe(batchOf([reading], receivedAt));
}

/** The state of each rule after a sequence of findings. */
export function standing(findings: readonly Finding[]): string[] {
  const last = new Map<string, boolean>();
  for (const finding of findings) last.set(finding.rule, finding.standing);
  return [...last].filter(([, stands]) => stands).map(([rule]) => rule);
}

/** Seeded noise, roughly normal, mean 0 and deviation 1. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6);
}
