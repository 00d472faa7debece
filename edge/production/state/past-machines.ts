/** The recorded states of machines as the history from which forecasts learn failures. */
import type { PastMachine } from "../../contracts/forecast/history.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import type { AssetConfig } from "../../contracts/plant/edge-config.ts";
import type { Site } from "../../contracts/plant/plant.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import { readTables } from "../../store/read-tables.ts";
import type { KpisConfig } from "./config.ts";
import { STREAMS } from "./machine-record.ts";
import { readRecord } from "./read-record.ts";
import { spansOf } from "./spans.ts";
import { StateTable } from "./state-table.ts";
import { WorkCalendar } from "./work-calendar.ts";

interface Config {
  readonly site: Pick<Site, "timeZone" | "shifts">;
  readonly assets: readonly Pick<AssetConfig, "assetUid" | "label" | "kind" | "capabilities">[];
  readonly kpis: KpisConfig;
}

/**
 * Reads the file of machine states, which an edge may write to. A machine is out while it has failed or is in
 * maintenance: from planned time on, because what stands at night is switched off, and until it is well again,
 * whatever the time (rule FK34).
 */
export function readPastMachines(
  path: string,
  { site, assets, kpis }: Config,
  range: TimeRange,
): readonly PastMachine[] {
  const calendar = new WorkCalendar(site, kpis);
  return readTables(path, (tables) => {
    const kept = tables.get("SELECT value FROM state WHERE name = 'lost'");
    const lost = JSON.parse(String(kept?.["value"] ?? "{}")) as Readonly<Record<string, number>>;
    const codes = new Map(
      tables.all("SELECT uid, code FROM machine").map(({ uid, code }) => [String(uid), Number(code)]),
    );
    return assets.flatMap((asset): readonly PastMachine[] => {
      const code = codes.get(asset.assetUid);
      if (code === undefined) return [];
      const rows = kpis.states.filter(({ of }) => of === undefined || matchesAsset(of, asset));
      const table = new StateTable(kpis.stateModel, rows);
      const record = readRecord(tables, code, STREAMS.length + table.signals.length, range);
      // Where its pieces are is of no matter here, and would divide the time into many more spans.
      record.stream("stock").forget(Number.POSITIVE_INFINITY);
      const planned = calendar.planned(asset, range.from, range.to);
      const more = { table, planned, lostAt: lost[asset.assetUid], wordOf: String, variantOf: () => "" };
      const spans = spansOf(record, { ...range, ...more });
      const isOut = (element: string): boolean => element === "ADET" || element === "maintenance";
      const out = joined(spans.filter(({ element }) => isOut(element)));
      return [
        {
          machine: asset.label,
          // What lasts at the end of the history is open still.
          out: fromPlanned(out, planned).map(({ from, to }) => ({ from, to: to >= range.to ? Number.NaN : to })),
          unknown: joined(spans.filter(({ element }) => element === "unknown")),
          unplanned: joined(spans.filter(({ isPlanned }) => !isPlanned)),
        },
      ];
    });
  });
}

/** What begins outside of planned time begins with the next planned time, if it lasts until then. */
function fromPlanned(stretches: readonly TimeRange[], planned: readonly TimeRange[]): readonly TimeRange[] {
  return stretches.flatMap(({ from, to }) => {
    const begin = Math.max(from, planned.find((one) => one.to > from)?.from ?? Number.POSITIVE_INFINITY);
    return begin < to ? [{ from: begin, to }] : [];
  });
}

/** As few stretches as possible. */
function joined(spans: readonly TimeRange[]): readonly TimeRange[] {
  const made: TimeRange[] = [];
  for (const { from, to } of spans) {
    const last = made.at(-1);
    if (last?.to === from) made[made.length - 1] = { from: last.from, to };
    else made.push({ from, to });
  }
  return made;
}
