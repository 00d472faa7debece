/** Feeds the product's detectors with a table of measurements, row by row, as if an asset sent these signals. */
import { Ajv } from "ajv";
import { pino } from "pino";
import { BatchBuilder } from "../../batch/builder.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import {
  type AssetUid,
  type LinkRef,
  type Tag,
  type TagLimits,
  type TagRef,
  tagUidOf,
} from "../../contracts/plant/tag.ts";
import { createDetectors } from "../../detect/create-detectors.ts";
import { type DetectorsConfig, detectorsConfig } from "../../detect/rules/config.ts";
import type { RuleDetector } from "../../detect/rules/rule-detector.ts";
import { createTagTable } from "../../model/tag-table.ts";

const ASSET = "urn:gemba:data-set" as AssetUid;
const LINK = 0 as LinkRef;

export interface SignalPlan {
  readonly name: string;
  readonly range?: readonly [low: number, high: number];
  readonly limits?: TagLimits;
}

/** Result of the detectors for a row. */
export interface RowVerdict {
  /** Alerts that this row raised. */
  readonly raised: number;
  /** Alerts that are active after it. */
  readonly standing: number;
}

/** The detectors of one section `detectors:`, with the state from earlier rows. */
export class WatchedRows {
  readonly #detectors: readonly RuleDetector[];
  readonly #builder = new BatchBuilder();
  readonly #standing = new Map<string, Finding>();

  /** `rules` is written as in a config's section `detectors:`. */
  constructor(signals: readonly SignalPlan[], rules: object) {
    const tags = signals.map(({ name, ...given }, ref): Tag => ({ ...tagOf(name, ref as TagRef), ...given }));
    const context = {
      plant: plantOf(tags),
      tags: createTagTable(tags, tags.length),
      links: () => [{ ref: LINK, name: "file", source: "file", live: true, ageMs: 0 }],
      log: pino({ level: "silent" }),
    };
    this.#detectors = createDetectors({ config: withDefaults(rules), ...context });
  }

  /**
   * One value per signal, NaN where there is none. Rows come in order of time, and no result depends on a later row.
   */
  row(at: Micros, values: ArrayLike<number>): RowVerdict {
    for (let ref = 0; ref < values.length; ref++)
      if (!Number.isNaN(values[ref])) this.#builder.add(ref as TagRef, at, values[ref] as number, 0, 0);
    const batch = this.#builder.finish(at);
    let raised = 0;
    for (const detector of this.#detectors) {
      for (const finding of [...detector.observe(batch), ...(detector.tick?.(at) ?? [])]) {
        if (finding.standing && !this.#standing.has(finding.rule)) raised++;
        if (finding.standing) this.#standing.set(finding.rule, finding);
        else this.#standing.delete(finding.rule);
      }
    }
    return { raised, standing: this.#standing.size };
  }

  /** Whether an alert of this rule, such as `expression/ID`, is active after the last row. */
  isActive(rule: string): boolean {
    return this.#standing.has(rule);
  }

  /** Present prediction of when the first limit is reached. */
  get crossing(): Micros | undefined {
    const times = [...this.#standing.values()].flatMap(({ evidence }) => evidence[0]?.prediction?.at ?? []);
    return times.length === 0 ? undefined : Math.min(...times);
  }
}

function tagOf(name: string, ref: TagRef): Tag {
  return {
    ref,
    tagUid: tagUidOf(ASSET, "", name),
    assetUid: ASSET,
    component: "",
    signal: name,
    type: "number",
    name: { zh: name, en: name },
    source: "file",
    address: name,
    link: LINK,
  };
}

function plantOf(tags: readonly Tag[]): Plant {
  const name = { zh: "数据集", en: "Data set" };
  const asset: Asset = {
    assetUid: ASSET,
    label: "DATA",
    kind: "box",
    name,
    equipmentPath: "data",
    tags: tags.map(({ ref }) => ref),
    simulated: false,
  };
  return {
    site: { enterprise: "data", id: "data", name, timeZone: "UTC", currency: "EUR", shifts: [] },
    floor: { width: 1, depth: 1 },
    places: [],
    assets: [asset],
    zones: [],
    routes: { nodes: [], edges: [] },
  };
}

function withDefaults(rules: object): DetectorsConfig {
  const validate = new Ajv({ allErrors: true, strict: true, useDefaults: true }).compile<DetectorsConfig>(
    detectorsConfig,
  );
  const config: unknown = structuredClone(rules);
  if (!validate(config))
    throw new EdgeError("bad-request", `these detectors are not valid: ${JSON.stringify(validate.errors)}`);
  return config;
}

/**
 * Signals with the range of their first `learn` rows, in which the drift rule learns without alerts: an engineer
 * without further knowledge would configure this range.
 */
export function seenSignals(columns: ReadonlyMap<string, Float64Array>, learn: number): SignalPlan[] {
  return [...columns].map(([name, values]) => {
    const seen = values.subarray(0, learn).filter(Number.isFinite);
    return seen.length === 0
      ? { name }
      : {
          name,
          range: [
            seen.reduce((low, value) => Math.min(low, value)),
            seen.reduce((high, value) => Math.max(high, value)),
          ],
        };
  });
}

/**
 * A drift must leave its reference by half of the range that was seen; with less, the normal variation of a healthy
 * process would count as drift.
 */
const MIN_SHIFT_PERCENT = 50;

/**
 * The drift rule for some signals of a table (`*` for all), with defaults except where the protocol of the data set
 * fixes a value.
 */
export function driftRule(
  signal: string,
  { everyS, learn }: { readonly everyS: number; readonly learn: number },
): object {
  return {
    id: signal === "*" ? "any" : signal.replaceAll("_", "-"),
    tags: { signal },
    everyS,
    learn,
    minShiftPercent: MIN_SHIFT_PERCENT,
  };
}
