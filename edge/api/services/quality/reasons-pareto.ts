import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type { CostReader, CostRow } from "../../../contracts/quality/costs.ts";
import type { EntryKind, EntryReader, EntrySum } from "../../../contracts/quality/entries.ts";
import type { ParetoFilter, ParetoQuestion, ParetoRow, ParetoView } from "../../../contracts/quality/loop.ts";
import { checkLength, unexplainedOf } from "./entries.ts";

export interface ReasonDeps {
  /** Absent where the edge follows no production. */
  readonly entries?: Pick<EntryReader, "view" | "names">;
  readonly costs?: CostReader;
  readonly plant: Pick<Plant, "assets">;
}

/** A row with its cost. */
interface CostedRow extends ParetoRow {
  /** Its share of the cost of bad quality, in the site's currency; null where no rate gives one. */
  readonly cost: number | null;
  /** A reason as the config names it; null for other rows, and for pieces without a reason. */
  readonly text: LocalizedText | null;
}

export interface CostedPareto extends Omit<ParetoView, "rows"> {
  readonly rows: readonly CostedRow[];
}

/** Pieces of a reason, or without one, at one station. */
interface Part {
  readonly reason: string;
  readonly kind: EntryKind;
  readonly station: string;
  readonly count: number;
}

/**
 * Scrap and rework by the reason that people entered, with a row of the pieces that have none (rule RC32). Throws
 * EdgeError `bad-request`, `unavailable`.
 */
export async function reasonsPareto(
  { entries, costs, plant }: ReasonDeps,
  { from, to, key, variant, area }: ParetoFilter & Pick<ParetoQuestion, "from" | "to">,
): Promise<CostedPareto> {
  if (entries === undefined) throw new EdgeError("unavailable", "This edge follows no entries of quality.");
  if (key !== undefined || variant !== undefined)
    throw new EdgeError("bad-request", "reasons are entered by station: leave key and variant out");
  checkLength({ from, to });
  // ISA-95: enterprise/site/area/line/cell/unit.
  const areas = new Map(plant.assets.map(({ label, equipmentPath }) => [label, equipmentPath.split("/")[2] ?? ""]));
  const { sums } = await entries.view({ from, to });
  const costView = await costs?.costs({ from, to, by: "station" });
  const stations = new Map((costView?.rows ?? []).map((row) => [row.name, row]));
  const parts = [...sums, ...withoutReason(sums, costView?.rows ?? [])];
  const own = parts.filter(({ station }) => area === undefined || areas.get(station) === area);
  const price = priceOf(stations, costView?.total);
  const byReason = Map.groupBy(own, ({ reason }) => reason);
  const rows = [...byReason].map(([name, list]): CostedRow => {
    const found = [...new Set(list.map(({ station }) => station))];
    const text = entries.names.get(name) ?? null;
    return { name, of: null, text, bad: sumOf(list), pieces: judgedAt(found, stations), cost: price(list) };
  });
  const all = [...new Set(own.map(({ station }) => station))];
  const words = new Set(parts.map(({ station }) => areas.get(station) ?? "").filter((word) => word !== ""));
  return {
    rows: rows.toSorted((a, b) => b.bad - a.bad || (a.name < b.name ? -1 : 1)),
    total: { bad: sumOf(own), pieces: judgedAt(all, stations) },
    since: costView?.since ?? null,
    refused: 0,
    variants: [],
    areas: [...words].sort(),
  };
}

/** The empty reason: none. */
function withoutReason(sums: readonly EntrySum[], stations: readonly CostRow[]): readonly Part[] {
  return unexplainedOf(stations, sums).map(({ station, kind, reported, explained }) => ({
    ...{ reason: "", kind, station, count: reported - explained },
  }));
}

function sumOf(parts: readonly Pick<Part, "count">[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0);
}

/** Pieces that the stations passed, scrapped or sent to rework. */
function judgedAt(labels: readonly string[], stations: ReadonlyMap<string, CostRow>): number {
  return labels.reduce((sum, label) => {
    const row = stations.get(label);
    return row === undefined ? sum : sum + row.good + row.scrapped + row.reworked;
  }, 0);
}

/**
 * Scrap at the mean cost of a piece that the station scrapped, rework at that of all pieces that were sent to it:
 * benches do the work, and not the station that gave the verdict. Null without rates.
 */
function priceOf(
  stations: ReadonlyMap<string, CostRow>,
  total: Pick<CostRow, "scrap" | "rework"> | undefined,
): (parts: readonly Part[]) => number | null {
  if (total === undefined || !(total.scrap + total.rework > 0)) return () => null;
  const sent = [...stations.values()].reduce((sum, { reworked }) => sum + reworked, 0);
  const perRework = sent === 0 ? 0 : total.rework / sent;
  const perScrap = (label: string): number => {
    const { scrap = 0, scrapped = 0 } = stations.get(label) ?? {};
    return scrapped === 0 ? 0 : scrap / scrapped;
  };
  return (parts) =>
    parts.reduce(
      (sum, { kind, station, count }) => sum + count * (kind === "scrap" ? perScrap(station) : perRework),
      0,
    );
}
