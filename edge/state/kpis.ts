import type { Kpi, KpiReader } from "../contracts/kpi.ts";
import type { Asset, Plant } from "../contracts/plant.ts";
import type { Figures, ProductionReader } from "../contracts/production.ts";
import { type RobotZone, robotZonesOf } from "../contracts/robot-zone.ts";
import { type Micros, qualityOf } from "../contracts/sample-batch.ts";
import type { Tag, TagTable } from "../contracts/tag.ts";
import { matchesAsset, type TagPattern } from "../contracts/tag-pattern.ts";
import type { TwinReader } from "../contracts/twin.ts";
import type { KpisConfig } from "./config.ts";
import type { WorkCalendar } from "./work-calendar.ts";

/** Points of a small curve. */
const RECENT_MAX = 60;
const RATE_WINDOW_US = 600_000_000;
/** A line that gave no part for this many of its usual cycles has stopped; its old cycle is no longer a figure of now. */
const STOPPED_AFTER_CYCLES = 5;
/** The strip is asked for by every viewer; machines do not change faster. */
const FRESH_US = 1e6;
/** Without shifts the figures are those of the last eight hours. */
const WITHOUT_SHIFTS_US = 8 * 3600e6;

type KpiId = Kpi["id"];
type Figure = Omit<Kpi, "id" | "recent">;

export interface KpisOptions {
  readonly config: KpisConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  readonly production: ProductionReader & { newestPieces(asset: Asset): readonly Micros[]; knownSince(asset: Asset): Micros };
  readonly calendar: WorkCalendar;
  /** Pieces in the plant by the material twin; undefined before it was told of any. */
  readonly piecesInside: () => number | undefined;
  readonly alerts: { annunciatedSince(from: Micros): number };
  /** µs UTC. */
  readonly now: () => Micros;
}

/** The KPI strip: figures of now, from the state engine and the material twin. */
export class PlantKpis implements KpiReader {
  readonly #options: KpisOptions;
  readonly #ends: readonly Asset[];
  readonly #power: readonly Tag[];
  readonly #zones: readonly RobotZone[];
  readonly #recent = new Map<KpiId, number[]>();
  readonly #startedAt: Micros;
  #sparkAt: Micros = Number.NEGATIVE_INFINITY;
  #made: { readonly at: Micros; readonly figures: readonly (Figure & { id: KpiId })[] } | undefined;

  constructor(options: KpisOptions) {
    const { config, plant, tags, production } = options;
    this.#options = options;
    const read = new Set(production.machines.map(({ assetUid }) => assetUid));
    this.#ends = endOfLine(plant, config.endOfLine).filter(({ assetUid }) => read.has(assetUid));
    this.#power = plantMeters(plant, config.plantMeters).flatMap((asset) => powerTagsOf(tags, asset));
    this.#zones = robotZonesOf(plant, tags);
    this.#startedAt = options.now();
  }

  /** Call it about once a second. */
  tick(now: Micros): void {
    if (now < this.#sparkAt + this.#options.config.sparkEveryS * 1e6 && now >= this.#sparkAt) return;
    this.#sparkAt = now;
    for (const { id, value } of this.#figures(now)) if (value !== null) this.#remember(id, value);
  }

  now(): readonly Kpi[] {
    return this.#figures(this.#options.now()).map((figure) => ({ ...figure, recent: this.#recent.get(figure.id) ?? [] }));
  }

  #figures(now: Micros): readonly (Figure & { id: KpiId })[] {
    if (this.#made !== undefined && now >= this.#made.at && now < this.#made.at + FRESH_US) return this.#made.figures;
    const figures = [
      { id: "oee" as const, ...this.#oee(now) },
      { id: "output" as const, ...this.#output(now) },
      { id: "cycle" as const, ...this.#cycle(now) },
      { id: "power" as const, ...this.#powerNow(now) },
      { id: "wip" as const, ...this.#wip(now) },
      { id: "alarm-rate" as const, ...this.#alarmRate(now) },
      { id: "safety" as const, ...this.#safety(now) },
    ];
    this.#made = { at: now, figures };
    return figures;
  }

  /** The shift under way, as far as anything is known of it; undefined between shifts. */
  #window(now: Micros, assets: readonly Asset[]): { from: Micros; to: Micros } | undefined {
    const { calendar, plant, production } = this.#options;
    const shift = calendar.site.shiftAt(now);
    if (shift === undefined && plant.site.shifts.length > 0) return undefined;
    const known = Math.min(...assets.map((asset) => production.knownSince(asset)));
    return { from: Math.min(now, Math.max(shift?.from ?? now - WITHOUT_SHIFTS_US, known)), to: now };
  }

  /** Of the first line: there is no OEE of a plant (ISO 22400-2 has it for work units). */
  #oee(now: Micros): Figure {
    const { config, production } = this.#options;
    const base = { unit: "%", since: now, ...(config.oeeTargetPercent === undefined ? {} : { target: config.oeeTargetPercent }) };
    const [line] = config.lines;
    if (line === undefined) return { ...base, value: null, reason: "OEE is of a line, never of a plant: name one in kpis.lines" };
    const window = this.#window(now, this.#ends);
    if (window === undefined) return { ...base, scope: line.id, value: null, reason: "no shift is planned now" };
    const figures = production.line(line.id, window);
    const told = { ...base, scope: line.id, since: window.from };
    if (figures.constraint !== "" && figures.goodPieces === 0) return { ...told, value: null, reason: "no good piece has left the line since then" };
    if (figures.oee === null) return { ...told, value: null, reason: figures.reason ?? "no planned busy time was seen yet" };
    return { ...told, value: 100 * figures.oee };
  }

  #output(now: Micros): Figure {
    const base = { unit: "1", since: now };
    if (this.#ends.length === 0) return { ...base, value: null, reason: "no asset at the end of the line counts parts; see kpis.endOfLine" };
    const window = this.#window(now, this.#ends);
    if (window === undefined) return { ...base, value: null, reason: "no shift is planned now" };
    const all = this.#ends.map(({ assetUid }): Figures => this.#options.production.figures(assetUid, window));
    if (all.every(({ partsFrom }) => partsFrom === null)) return { ...base, since: window.from, value: null, reason: "no part was counted yet" };
    return { ...base, since: window.from, value: all.reduce((sum, { quantities }) => sum + quantities.GQ, 0) };
  }

  #cycle(now: Micros): Figure {
    const { config, production } = this.#options;
    const base = { unit: "s", since: now, ...(config.taktS === undefined ? {} : { target: config.taktS }) };
    const pieces = this.#ends.flatMap((asset) => production.newestPieces(asset)).sort((a, b) => a - b);
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (first === undefined || last === undefined || last === first) return { ...base, value: null, reason: "fewer than two parts have left the line" };
    const seconds = (last - first) / 1e6 / (pieces.length - 1);
    const silentS = (now - last) / 1e6;
    if (silentS > STOPPED_AFTER_CYCLES * Math.max(seconds, 1)) return { ...base, since: first, value: null, reason: `no part for ${Math.round(silentS)} s` };
    return { ...base, since: first, value: seconds };
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
    const inside = this.#options.piecesInside();
    return inside === undefined ? { value: null, unit: "1", since: now, reason: "no piece was told of yet" } : { value: inside, unit: "1", since: now };
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
