import type { Kpi, KpiReader } from "../contracts/kpi.ts";
import type { Asset, Plant } from "../contracts/plant.ts";
import { type RobotZone, robotZonesOf } from "../contracts/robot-zone.ts";
import type { Micros, SampleBatch } from "../contracts/sample-batch.ts";
import { qualityOf } from "../contracts/sample-batch.ts";
import type { Tag, TagRef, TagRole, TagTable } from "../contracts/tag.ts";
import { matchesAsset, type TagPattern } from "../contracts/tag-pattern.ts";
import { type SiteCalendar, siteCalendar } from "../contracts/time-zone.ts";
import type { TwinReader } from "../contracts/twin.ts";
import type { KpisConfig } from "./config.ts";
import { type OeeMachine, oeeOf } from "./oee.ts";
import { PartCounts } from "./part-counts.ts";
import { TimeAccount } from "./time-account.ts";

/** Points of a small curve. */
const RECENT_MAX = 60;
const RATE_WINDOW_US = 600_000_000;
/** A line that gave no part for this many of its usual cycles has stopped; its old cycle is no longer a figure of now. */
const STOPPED_AFTER_CYCLES = 5;

type KpiId = Kpi["id"];
type Figure = Omit<Kpi, "id" | "recent">;

export interface KpisOptions {
  readonly config: KpisConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  readonly alerts: { annunciatedSince(from: Micros): number };
  /** µs UTC. */
  readonly now: () => Micros;
}

/** The KPI strip and those who feed it. */
export interface Kpis extends KpiReader {
  /** Only samples of these tags matter; others are passed over. */
  readonly watches: readonly TagRef[];
  observe(samples: SampleBatch): void;
  /** Call it about once a second. */
  tick(now: Micros): void;
}

export function createKpis(options: KpisOptions): Kpis {
  return new PlantKpis(options);
}

class PlantKpis implements Kpis {
  readonly watches: readonly TagRef[];
  readonly #options: KpisOptions;
  readonly #machines: readonly OeeMachine[];
  readonly #account: TimeAccount;
  readonly #machineParts: PartCounts;
  readonly #lineParts: PartCounts;
  readonly #power: readonly Tag[];
  readonly #pieces: readonly Tag[];
  readonly #zones: readonly RobotZone[];
  readonly #recent = new Map<KpiId, number[]>();
  readonly #startedAt: Micros;
  readonly #calendar: SiteCalendar;
  #shift: ReturnType<SiteCalendar["shiftAt"]>;
  #since: Micros;
  #sparkAt: Micros = Number.NEGATIVE_INFINITY;

  constructor(options: KpisOptions) {
    const { config, plant, tags } = options;
    this.#options = options;
    this.#machines = oeeMachines(options);
    this.#account = new TimeAccount(this.#machines);
    this.#machineParts = new PartCounts(this.#machines.map((machine) => machine.good));
    this.#lineParts = new PartCounts(endOfLine(plant, config.endOfLine).flatMap((asset) => partsTagOf(tags, asset) ?? []));
    this.#power = plantMeters(plant, config.plantMeters).flatMap((asset) => powerTagsOf(tags, asset));
    this.#pieces = tags.all().filter((tag) => tag.role === "pieces-on-board");
    this.#zones = robotZonesOf(plant, tags);
    this.watches = [...new Set([...this.#account.refs, ...this.#machineParts.refs, ...this.#lineParts.refs])];
    this.#startedAt = options.now();
    this.#since = this.#startedAt;
    this.#calendar = siteCalendar(plant.site);
    this.#shift = this.#calendar.shiftAt(this.#startedAt);
  }

  observe(samples: SampleBatch): void {
    this.#account.observe(samples);
    this.#machineParts.observe(samples);
    this.#lineParts.observe(samples);
  }

  tick(now: Micros): void {
    this.#account.tick(now, (ref) => this.#options.twin.isLive(ref));
    this.#followShift(now);
    if (now < this.#sparkAt + this.#options.config.sparkEveryS * 1e6 && now >= this.#sparkAt) return;
    this.#sparkAt = now;
    for (const { id, value } of this.#figures(now)) if (value !== null) this.#remember(id, value);
  }

  now(): readonly Kpi[] {
    return this.#figures(this.#options.now()).map((figure) => ({ ...figure, recent: this.#recent.get(figure.id) ?? [] }));
  }

  #figures(now: Micros): (Figure & { id: KpiId })[] {
    return [
      { id: "oee", ...this.#oee() },
      { id: "output", ...this.#output() },
      { id: "cycle", ...this.#cycle(now) },
      { id: "power", ...this.#powerNow(now) },
      { id: "wip", ...this.#wip(now) },
      { id: "alarm-rate", ...this.#alarmRate(now) },
      { id: "safety", ...this.#safety(now) },
    ];
  }

  /** Counters of a shift begin with it; what came before the edge started is not known, so `since` says from when. */
  #followShift(now: Micros): void {
    const known = this.#shift;
    if (known !== undefined && known.from <= now && now < known.to) return;
    const shift = this.#calendar.shiftAt(now);
    if (shift === undefined && known === undefined) return;
    this.#shift = shift;
    this.#since = Math.max(this.#startedAt, shift?.from ?? known?.to ?? now);
    this.#account.restart();
    this.#machineParts.restart();
    this.#lineParts.restart();
  }

  #oee(): Figure {
    const { config, plant } = this.#options;
    const base = { unit: "%", since: this.#since, ...(config.oeeTargetPercent === undefined ? {} : { target: config.oeeTargetPercent }) };
    if (plant.site.shifts.length > 0 && this.#shift === undefined) return { ...base, value: null, reason: "no shift is planned now" };
    return { ...base, ...oeeOf(this.#machines, this.#account, this.#machineParts) };
  }

  #output(): Figure {
    const base = { unit: "1", since: this.#since };
    if (this.#lineParts.refs.length === 0) return { ...base, value: null, reason: "no asset at the end of the line counts parts; see kpis.endOfLine" };
    const { tags } = this.#options;
    const isRead = this.#lineParts.refs.some((ref) => this.#lineParts.isKnown((tags.at(ref) as Tag).assetUid));
    return isRead ? { ...base, value: this.#lineParts.made } : { ...base, value: null, reason: "no part counter was read yet" };
  }

  #cycle(now: Micros): Figure {
    const { taktS } = this.#options.config;
    const cycle = this.#lineParts.cycle();
    const base = { unit: "s", since: cycle?.firstAt ?? this.#since, ...(taktS === undefined ? {} : { target: taktS }) };
    if (cycle === undefined) return { ...base, value: null, reason: "fewer than two parts have left the line" };
    const silentS = (now - cycle.lastAt) / 1e6;
    if (silentS > STOPPED_AFTER_CYCLES * Math.max(cycle.seconds, 1)) return { ...base, value: null, reason: `no part for ${Math.round(silentS)} s` };
    return { ...base, value: cycle.seconds };
  }

  #powerNow(now: Micros): Figure {
    const base = { unit: "kW", since: now };
    if (this.#power.length === 0) return { ...base, value: null, reason: "no plant meter with active power; see kpis.plantMeters" };
    let kilowatts = 0;
    for (const tag of this.#power) {
      const value = this.#liveValue(tag);
      if (Number.isNaN(value)) return { ...base, value: null, reason: `${tag.name.en} is not live` };
      kilowatts += tag.unit === "kW" ? value : tag.unit === "MW" ? value * 1000 : value / 1000;
    }
    return { ...base, value: kilowatts };
  }

  #wip(now: Micros): Figure {
    const base = { unit: "1", since: now };
    if (this.#pieces.length === 0) return { ...base, value: null, reason: "no asset tells how many pieces it holds" };
    const values = this.#pieces.map((tag) => this.#liveValue(tag));
    const silent = values.filter(Number.isNaN).length;
    if (silent > 0) return { ...base, value: null, reason: `${silent} of ${values.length} piece counts are not live` };
    return { ...base, value: values.reduce((sum, value) => sum + value, 0) };
  }

  #alarmRate(now: Micros): Figure {
    // ISA-18.2 names one annunciated alarm in ten minutes as the target.
    return { value: this.#options.alerts.annunciatedSince(now - RATE_WINDOW_US), unit: "1/10min", target: 1, since: Math.max(this.#startedAt, now - RATE_WINDOW_US) };
  }

  /** Robot zones in which somebody is seen. There is no "all clear": a zone nobody can see into makes the figure incomplete, and says so. */
  #safety(now: Micros): Figure {
    const base = { unit: "1", since: now };
    if (this.#zones.length === 0) return { ...base, value: null, reason: "no robot zone with a safeguard" };
    let occupied = 0;
    let unknown = 0;
    for (const { presence } of this.#zones) {
      const values = presence.map((tag) => this.#liveValue(tag));
      if (values.some((value) => value > 0)) occupied++;
      else if (values.length === 0 || values.some(Number.isNaN)) unknown++;
    }
    if (unknown === this.#zones.length) return { ...base, value: null, reason: "unknown: no presence sensor is live" };
    return unknown === 0 ? { ...base, value: occupied } : { ...base, value: occupied, reason: `${unknown} of ${this.#zones.length} zones are unknown` };
  }

  #liveValue(tag: Tag): number {
    const { twin } = this.#options;
    return twin.isLive(tag.ref) && qualityOf(twin.status(tag.ref)) !== "bad" ? twin.value(tag.ref) : Number.NaN;
  }

  #remember(id: KpiId, value: number): void {
    const points = this.#recent.get(id) ?? [];
    points.push(value);
    if (points.length > RECENT_MAX) points.shift();
    this.#recent.set(id, points);
  }
}

function tagOf(tags: TagTable, asset: Asset, role: TagRole): Tag | undefined {
  return tags.ofAsset(asset.assetUid).find((tag) => tag.role === role);
}

/** The counter of good parts; where there is none, of all parts. */
function partsTagOf(tags: TagTable, asset: Asset): Tag | undefined {
  return tagOf(tags, asset, "parts-good") ?? tagOf(tags, asset, "parts-produced");
}

function oeeMachines({ config, plant, tags }: KpisOptions): OeeMachine[] {
  return plant.assets.flatMap((asset) => {
    const ideal = config.idealCycles.find((entry) => matchesAsset(entry.of, asset));
    const itemState = tagOf(tags, asset, "item-state");
    const good = partsTagOf(tags, asset);
    if (ideal === undefined || itemState === undefined || good === undefined) return [];
    const operationMode = tagOf(tags, asset, "operation-mode");
    return [{ asset, idealCycleS: ideal.seconds, good, itemState, ...(operationMode === undefined ? {} : { operationMode }) }];
  });
}

function endOfLine(plant: Plant, pattern: TagPattern | undefined): readonly Asset[] {
  if (pattern !== undefined) return plant.assets.filter((asset) => matchesAsset(pattern, asset));
  const packing = plant.assets.filter((asset) => asset.kind === "packing");
  return packing.length > 0 ? packing : plant.assets.filter((asset) => asset.kind === "test-bench");
}

function plantMeters(plant: Plant, pattern: TagPattern | undefined): readonly Asset[] {
  if (pattern !== undefined) return plant.assets.filter((asset) => matchesAsset(pattern, asset));
  return plant.assets.filter((asset) => asset.kind === "meter" && asset.medium === "electricity" && asset.label.includes("PLANT"));
}

/** The total where the meter tells one, else all phases. */
function powerTagsOf(tags: TagTable, asset: Asset): readonly Tag[] {
  const all = tags.ofAsset(asset.assetUid).filter((tag) => tag.role === "active-power");
  const total = all.find((tag) => /total/.test(`${tag.component}-${tag.signal}`));
  return total === undefined ? all : [total];
}
