import type { Micros } from "../../contracts/path/sample-batch.ts";
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import { matchesAsset, type TagPattern } from "../../contracts/plant/tag-pattern.ts";
import { type BookKpi, tooShortForOee } from "../../contracts/production/kpi.ts";
import type { Figures } from "../../contracts/production/production.ts";
import type { KpisConfig } from "./config.ts";
import type { Production } from "./production.ts";
import type { WorkCalendar } from "./work-calendar.ts";

/** A line without a part for this many of its usual cycles has stopped; its old cycle time is out of date. */
const STOPPED_AFTER_CYCLES = 5;
/** Without shifts the figures are those of the last eight hours. */
const WITHOUT_SHIFTS_US = 8 * 3600e6;

type Figure = Omit<BookKpi, "id">;

export interface BookKpisOptions {
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly production: Production;
  readonly calendar: WorkCalendar;
  /** Pieces in the plant by the material twin; undefined before its first report. */
  readonly piecesInside: () => number | undefined;
}

/** The figures of the KPI strip that come from the books. */
export class BookKpis {
  readonly #options: BookKpisOptions;
  readonly #ends: readonly Asset[];

  constructor(options: BookKpisOptions) {
    this.#options = options;
    const { config, plant, production } = options;
    const read = new Set(production.machines.map(({ assetUid }) => assetUid));
    this.#ends = endOfLine(plant, config.endOfLine).filter(({ assetUid }) => read.has(assetUid));
  }

  kpis(now: Micros): readonly BookKpi[] {
    return [
      { id: "oee", ...this.#oee(now) },
      { id: "output", ...this.#output(now) },
      { id: "cycle", ...this.#cycle(now) },
      { id: "wip", ...this.#wip(now) },
    ];
  }

  /** The known part of the current shift; undefined between shifts. */
  #window(now: Micros, assets: readonly Asset[]): { from: Micros; to: Micros } | undefined {
    const { calendar, plant, production } = this.#options;
    const shift = calendar.site.shiftAt(now);
    if (shift === undefined && plant.site.shifts.length > 0) return undefined;
    const known = Math.min(...assets.map((asset) => production.knownSince(asset) ?? now));
    return { from: Math.min(now, Math.max(shift?.from ?? now - WITHOUT_SHIFTS_US, known)), to: now };
  }

  /** OEE of the first line: a plant has no OEE (ISO 22400-2 defines it for work units). */
  #oee(now: Micros): Figure {
    const { config, production } = this.#options;
    const base = {
      unit: "%",
      since: now,
      ...(config.oeeTargetPercent === undefined ? {} : { target: config.oeeTargetPercent }),
    };
    const [line] = config.lines;
    if (line === undefined)
      return { ...base, value: null, reason: "OEE is defined for a line, not for a plant: name one in kpis.lines" };
    const window = this.#window(now, this.#ends);
    if (window === undefined) return { ...base, scope: line.id, value: null, reason: "no shift is planned now" };
    const figures = production.line(line.id, window);
    const known = { ...base, scope: line.id, since: window.from };
    const short = tooShortForOee(figures.pbtS);
    if (short !== undefined) return { ...known, value: null, reason: short };
    if (figures.constraint !== "" && figures.goodPieces === 0)
      return { ...known, value: null, reason: "no good piece has left the line since then" };
    if (figures.oee === null)
      return { ...known, value: null, reason: figures.reason ?? "no planned busy time was seen yet" };
    return { ...known, value: 100 * figures.oee };
  }

  #output(now: Micros): Figure {
    const base = { unit: "1", since: now };
    if (this.#ends.length === 0)
      return { ...base, value: null, reason: "no asset at the end of the line counts parts; see kpis.endOfLine" };
    const window = this.#window(now, this.#ends);
    if (window === undefined) return { ...base, value: null, reason: "no shift is planned now" };
    const all = this.#ends.map(({ assetUid }): Figures => this.#options.production.figures(assetUid, window));
    if (all.every(({ partsFrom }) => partsFrom === null))
      return { ...base, since: window.from, value: null, reason: "no part was counted yet" };
    return { ...base, since: window.from, value: all.reduce((sum, { quantities }) => sum + quantities.GQ, 0) };
  }

  #cycle(now: Micros): Figure {
    const { config, production } = this.#options;
    const base = { unit: "s", since: now, ...(config.taktS === undefined ? {} : { target: config.taktS }) };
    const pieces = this.#ends.flatMap((asset) => production.newestPieces(asset)).sort((a, b) => a - b);
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (first === undefined || last === undefined || last === first)
      return { ...base, value: null, reason: "fewer than two parts have left the line" };
    const seconds = (last - first) / 1e6 / (pieces.length - 1);
    const silentS = (now - last) / 1e6;
    if (silentS > STOPPED_AFTER_CYCLES * Math.max(seconds, 1))
      return { ...base, since: first, value: null, reason: `no part for ${Math.round(silentS)} s` };
    return { ...base, since: first, value: seconds };
  }

  #wip(now: Micros): Figure {
    const inside = this.#options.piecesInside();
    return inside === undefined
      ? { value: null, unit: "1", since: now, reason: "no piece has been reported yet" }
      : { value: inside, unit: "1", since: now };
  }
}

/** Machines after which finished parts are counted. */
export function endOfLine({ assets }: Pick<Plant, "assets">, pattern: TagPattern | undefined): readonly Asset[] {
  if (pattern !== undefined) return assets.filter((asset) => matchesAsset(pattern, asset));
  const packing = assets.filter((asset) => can(asset, "packs"));
  return packing.length > 0 ? packing : assets.filter((asset) => can(asset, "tests"));
}
