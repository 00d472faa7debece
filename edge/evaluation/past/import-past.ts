/**
 * Finds what Gemba would have found in a plant's past: data of another system along the path of a running edge (rules
 * PH1 to PH9 in docs/rules/past-data.md).
 */
import { rmSync } from "node:fs";
import type { Logger } from "pino";
import { EdgeError } from "../../contracts/errors.ts";
import {
  type ComponentCondition,
  HEALTH_STAGES,
  type HealthStage,
} from "../../contracts/health/component-condition.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type InfluxServer, influxDays } from "../../historian/past/influx.ts";
import { PastSamples, type Silence } from "../../historian/past/past-samples.ts";
import { Stage } from "../../historian/past/stage.ts";
import type { TableCounts, TablePlan } from "../../historian/past/table-plan.ts";
import type { PlantConfig } from "../../plugins.ts";
import { upperBound } from "../paired/poisson.ts";
import { HealthPath, plantOf } from "../path/health-path.ts";
import { PastFindings } from "./findings.ts";
import { type JudgedPast, judgePast } from "./known-events.ts";
import { type PastInflux, readMapping } from "./mapping.ts";
import { readEvents } from "./read-events.ts";

const WEEK_US = 7 * 86_400e6;

export interface PastImport {
  readonly config: PlantConfig;
  readonly log: Logger;
  /** Path of the mapping file. */
  readonly mapping: string;
  /** Path of the file of known failures. */
  readonly events: string | undefined;
  readonly withinDays: number;
  /** Whether limits and rules of the config judge samples, besides the health of components. */
  readonly withDetectors: boolean;
  /** Empty folder for staged samples. */
  readonly dir: string;
  /** Password and token of databases, which no mapping holds. */
  readonly secrets: { readonly password: string; readonly token: string };
  /** Gets a sentence from time to time. */
  onProgress(done: Progress): void;
}

export type Progress =
  | { readonly kind: "table"; readonly counts: TableCounts }
  | { readonly kind: "time"; readonly share: number; readonly at: Micros; readonly findings: number };

export interface PastReport extends JudgedPast {
  readonly from: Micros;
  readonly to: Micros;
  readonly tables: readonly TableCounts[];
  readonly samples: number;
  /** Samples with tag and time of an earlier one. */
  readonly repeated: number;
  readonly silences: readonly Silence[];
  /** Assets with samples, and all; tags the same. */
  readonly assets: { readonly seen: number; readonly all: number };
  readonly tags: { readonly seen: number; readonly all: number };
  /** Number of components at the end, by stage. */
  readonly components: Readonly<Record<HealthStage, number>>;
  readonly findings: PastFindings["all"];
  readonly findingsLeft: number;
  readonly hasEvents: boolean;
  readonly withinDays: number;
  readonly withDetectors: boolean;
  readonly unexplainedPer100AssetsWeek: number;
  /** One-sided bound of 95 % of a Poisson count. */
  readonly unexplainedBound95: number;
  readonly seconds: { readonly staging: number; readonly replaying: number };
}

/** Rejects when the signal aborts: a part of the past gives no figure. */
export async function importPast(plan: PastImport, signal: AbortSignal): Promise<PastReport> {
  const built = plantOf(plan.config);
  const mapping = readMapping(plan.mapping, built);
  const begun = performance.now();
  await using stage = await Stage.open({ ...mapping, dir: plan.dir });
  const events = plan.events === undefined ? [] : await readEvents(plan.events, built.plant, stage);
  const tables: TableCounts[] = [];
  const add = async (table: TablePlan): Promise<void> => {
    signal.throwIfAborted();
    const counts = await stage.add(table);
    tables.push(counts);
    plan.onProgress({ kind: "table", counts });
  };
  for (const table of mapping.tables) await add(table);
  for (const influx of mapping.influx) await addInflux(influx, { plan, stage, add }, signal);
  const past = new PastSamples(stage, built.tags.size);
  const [first, last] = [past.slices[0], past.slices.at(-1)];
  if (first === undefined || last === undefined)
    throw new EdgeError("bad-request", `no reading could be used: ${reasonsOf(tables)}. Correct the mapping`);
  const staged = performance.now();
  const replayed = await replay(plan, { built, past, from: first.from, to: last.to }, signal);
  const judged = judgePast(events, replayed.findings.all, {
    from: first.from,
    to: last.to,
    withinUs: plan.withinDays * 86_400e6,
  });
  const heardUs = past.slices.reduce((sum, { from, to }) => sum + (to - from), 0);
  const per = (count: number): number => (100 * count) / ((replayed.assets.seen * heardUs) / WEEK_US);
  return {
    ...judged,
    ...replayed,
    findings: replayed.findings.all,
    findingsLeft: replayed.findings.left,
    from: first.from,
    to: last.to,
    tables,
    ...past.replayed,
    silences: past.silences,
    hasEvents: plan.events !== undefined,
    withinDays: plan.withinDays,
    withDetectors: plan.withDetectors,
    unexplainedPer100AssetsWeek: per(judged.unexplained.length),
    unexplainedBound95: per(upperBound(judged.unexplained.length)),
    seconds: { staging: (staged - begun) / 1000, replaying: (performance.now() - staged) / 1000 },
  };
}

interface ReplayPlan {
  readonly built: ReturnType<typeof plantOf>;
  readonly past: PastSamples;
  readonly from: Micros;
  readonly to: Micros;
}

/** Leads every second along the path of a running edge. */
async function replay(
  { config, log, withDetectors, onProgress }: PastImport,
  { built, past, from, to }: ReplayPlan,
  signal: AbortSignal,
): Promise<Pick<PastReport, "assets" | "tags" | "components"> & { readonly findings: PastFindings }> {
  const { plant, tags } = built;
  const findings = new PastFindings(new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label])), (ref) =>
    tags.at(ref),
  );
  await using path = await HealthPath.open({ config, built, start: from, log, followers: ["health"], withDetectors });
  path.onAlert((alert) => findings.note(alert));
  let shown = 0;
  for await (const second of past.seconds()) {
    signal.throwIfAborted();
    path.second({ ...second, waveforms: [], events: [], conditions: [] });
    await path.breathe();
    const share = Math.floor((20 * (second.at - from)) / (to - from)) / 20;
    if (share === shown) continue;
    shown = share;
    onProgress({ kind: "time", share, at: second.at, findings: findings.all.length });
    // Lets a signal be heard: slices without a wait would keep it out.
    await new Promise(setImmediate);
  }
  const { hasSample } = await path.watched(0);
  const { components: ask = () => [] } = path.answersOf("health") ?? {};
  const components = ask() as readonly ComponentCondition[];
  const seen = tags.all().filter(({ ref }) => hasSample(ref));
  return {
    findings,
    assets: { seen: new Set(seen.map(({ assetUid }) => assetUid)).size, all: plant.assets.length },
    tags: { seen: seen.length, all: tags.all().length },
    components: Object.fromEntries(
      HEALTH_STAGES.map((name) => [name, components.filter(({ stage }) => stage === name).length]),
    ) as Record<HealthStage, number>,
  };
}

interface Adding {
  readonly plan: PastImport;
  readonly stage: Stage;
  add(table: TablePlan): Promise<void>;
}

/** Reads a database day by day; each day's file is gone before the next one comes. */
async function addInflux(influx: PastInflux, { plan, stage, add }: Adding, signal: AbortSignal): Promise<void> {
  const [from = Number.NaN, to = Number.NaN] = await stage.timesOf([influx.from, influx.to]);
  if (!(from < to))
    throw new EdgeError("bad-request", `influx: from ${influx.from} is not a time before to ${influx.to}`);
  const server: InfluxServer = { ...influx, ...plan.secrets };
  const keys = stage.names;
  for await (const path of influxDays(server, { keys, from, to, dir: plan.dir }, signal)) {
    await add({
      path,
      form: "long",
      columns: { time: "time", tag: "tag", value: "value" },
      timeFormat: "us",
      separator: ",",
      decimal: ".",
    });
    rmSync(path);
  }
}

function reasonsOf(tables: readonly TableCounts[]): string {
  const sum = (of: (counts: TableCounts) => number): number => tables.reduce((all, counts) => all + of(counts), 0);
  const [unmapped, bad, empty] = [sum((c) => c.unmapped), sum((c) => c.bad), sum((c) => c.empty)];
  const first = tables.flatMap(({ path, firstBad }) => firstBad.map((one) => ({ path, ...one })))[0];
  const example =
    first === undefined ? "" : `, such as ${first.path}, line ${first.line}: ${first.reason} "${first.text}"`;
  return `${unmapped} of names that the mapping does not have, ${bad} bad${example}, ${empty} empty`;
}
