import type { Answer } from "../../contracts/answer.ts";
import { type Micros, qualityOf } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import { type RobotZone, robotZonesOf } from "../../contracts/plant/robot-zone.ts";
import type { Tag, TagTable } from "../../contracts/plant/tag.ts";
import { matchesAsset, type TagPattern } from "../../contracts/plant/tag-pattern.ts";
import type { BookKpi, Kpi, KpiReader } from "../../contracts/production/kpi.ts";
import type { KpisConfig } from "./config.ts";
import { KpiInputs } from "./kpi-inputs.ts";

/** Points of a sparkline. */
const RECENT_MAX = 60;
const RATE_WINDOW_US = 600_000_000;
/** Cache time: every viewer requests the strip, and machines do not change faster. */
const FRESH_US = 1e6;
/** The last answer of the books is shown for this time after they stop answering. */
const SHOWN_US = 10e6;
/** Figures are computed while requests come at least this often. */
const LOOKED_AT_US = 15e6;
const ASK_WITHIN_MS = 2_000;

type KpiId = Kpi["id"];
type Figure = Omit<Kpi, "id" | "recent">;

export interface KpisOptions {
  readonly config: KpisConfig;
  readonly plant: Plant;
  readonly tags: TagTable;
  readonly twin: TwinReader;
  /** Figures from the books. Rejects if they do not answer. */
  readonly books: { kpis(now: Micros): Answer<readonly BookKpi[]> };
  readonly alerts: { annunciatedSince(from: Micros): number };
  /** µs UTC. */
  readonly now: () => Micros;
}

/**
 * The KPI strip: present figures from the books, the twin and the alert book. A book that does not answer affects only
 * its own figures.
 */
export class PlantKpis implements KpiReader {
  readonly #options: KpisOptions;
  readonly #power: readonly Tag[];
  readonly #zones: readonly RobotZone[];
  readonly #inputs: KpiInputs;
  readonly #recent = new Map<KpiId, number[]>();
  readonly #startedAt: Micros;
  #sparkAt: Micros = Number.NEGATIVE_INFINITY;
  #askedAt: Micros = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #answer: { readonly at: Micros; readonly figures: readonly BookKpi[] } | undefined;

  constructor(options: KpisOptions) {
    const { config, plant, tags } = options;
    this.#options = options;
    this.#power = plantMeters(plant, config.plantMeters).flatMap((asset) => powerTagsOf(tags, asset));
    this.#zones = robotZonesOf(plant, tags);
    this.#inputs = new KpiInputs({ config, plant, tags, power: this.#power, zones: this.#zones });
    this.#startedAt = options.now();
  }

  /** Call it about once a second. */
  tick(now: Micros): void {
    const isSparkDue = now >= this.#sparkAt + this.#options.config.sparkEveryS * 1e6 || now < this.#sparkAt;
    if (!isSparkDue && now - this.#askedAt > LOOKED_AT_US) return;
    const asking = this.#ask(now);
    if (!isSparkDue) return;
    this.#sparkAt = now;
    if (asking === undefined) this.#rememberAll(now);
    else void asking.then(() => this.#rememberAll(now));
  }

  now(): readonly Kpi[] {
    const now = this.#options.now();
    this.#askedAt = now;
    if (this.#answer === undefined || now >= this.#answer.at + FRESH_US || now < this.#answer.at) void this.#ask(now);
    const inputs = this.#inputs.at(this.#options.twin.links(), now);
    return this.#figures(now).map((figure) => ({
      ...figure,
      ...inputs(figure.id),
      recent: this.#recent.get(figure.id) ?? [],
    }));
  }

  async fresh(): Promise<readonly Kpi[]> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, ASK_WITHIN_MS).unref());
    await Promise.race([this.#ask(this.#options.now()), late]);
    return this.now();
  }

  /** Undefined when they have answered already. */
  #ask(now: Micros): Promise<void> | undefined {
    if (this.#asking !== undefined) return this.#asking;
    const answer = this.#options.books.kpis(now);
    if (!(answer instanceof Promise)) {
      this.#answer = { at: now, figures: answer };
      return undefined;
    }
    this.#asking = answer
      .then(
        (figures) => {
          this.#answer = { at: now, figures };
        },
        // The last answer is shown a little longer, then the reason for its absence.
        () => undefined,
      )
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }

  #figures(now: Micros): readonly (Figure & { id: KpiId })[] {
    const [oee, output, cycle, wip] = this.#ofBooks(now);
    return [
      oee,
      output,
      cycle,
      { id: "power" as const, ...this.#powerNow(now) },
      wip,
      { id: "alarm-rate" as const, ...this.#alarmRate(now) },
      { id: "safety" as const, ...this.#safety(now) },
    ].filter((figure) => figure !== undefined);
  }

  #ofBooks(now: Micros): readonly BookKpi[] {
    if (this.#answer !== undefined && Math.abs(now - this.#answer.at) <= SHOWN_US) return this.#answer.figures;
    const unknown = { value: null, since: now, reason: "the books do not answer" };
    return [
      { id: "oee", unit: "%", ...unknown },
      { id: "output", unit: "1", ...unknown },
      { id: "cycle", unit: "s", ...unknown },
      { id: "wip", unit: "1", ...unknown },
    ];
  }

  #rememberAll(now: Micros): void {
    for (const { id, value } of this.#figures(now)) if (value !== null) this.#remember(id, value);
  }

  #powerNow(now: Micros): Figure {
    const base = { unit: "kW", since: now };
    if (this.#power.length === 0)
      return { ...base, value: null, reason: "no plant meter with active power; see kpis.plantMeters" };
    let kilowatts = 0;
    for (const tag of this.#power) {
      const value = this.#liveValue(tag);
      if (Number.isNaN(value)) return { ...base, value: null, reason: `${tag.name.en} is not live` };
      kilowatts += tag.unit === "kW" ? value : tag.unit === "MW" ? value * 1000 : value / 1000;
    }
    return { ...base, value: kilowatts };
  }

  #alarmRate(now: Micros): Figure {
    // ISA-18.2 names one annunciated alarm in ten minutes as the target.
    return {
      value: this.#options.alerts.annunciatedSince(now - RATE_WINDOW_US),
      unit: "1/10min",
      target: 1,
      since: Math.max(this.#startedAt, now - RATE_WINDOW_US),
    };
  }

  /**
   * Robot zones with a detected person. There is no "all clear": a zone without a live sensor makes the figure
   * incomplete, and the figure says so.
   */
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
    return unknown === 0
      ? { ...base, value: occupied }
      : { ...base, value: occupied, reason: `${unknown} of ${this.#zones.length} zones are unknown` };
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

function plantMeters(plant: Plant, pattern: TagPattern | undefined): readonly Asset[] {
  if (pattern !== undefined) return plant.assets.filter((asset) => matchesAsset(pattern, asset));
  return plant.assets.filter(
    (asset) => can(asset, "meters") && asset.medium === "electricity" && asset.label.includes("PLANT"),
  );
}

/** The tag of the total if the meter has one, or else the tags of all phases. */
function powerTagsOf(tags: TagTable, asset: Asset): readonly Tag[] {
  const all = tags.ofAsset(asset.assetUid).filter((tag) => tag.role === "active-power");
  const total = all.find((tag) => /total/.test(`${tag.component}-${tag.signal}`));
  return total === undefined ? all : [total];
}
