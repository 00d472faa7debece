/** A few machines whose samples are in memory, and what the query language answers about them. */
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { HistorianReader } from "../../../edge/contracts/path/historian.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { PromQueries } from "../../../edge/contracts/promql/queries.ts";
import { alignedOf } from "../../../edge/historian/query/figures.ts";
import { RowCollector, type Rows } from "../../../edge/historian/query/rows.ts";
import { TrendBuilder, wholeGrid } from "../../../edge/historian/query/trend-columns.ts";
import { openPromql } from "../../../edge/promql/promql.ts";
import { FakeTags, fakeTag } from "../source/tags.ts";

const MINUTE_US = 60e6;
/** 2026-01-05 00:00 UTC. */
export const START = Date.UTC(2026, 0, 5) * 1000;

export interface StoredTag {
  readonly asset: string;
  readonly component?: string;
  readonly signal: string;
  readonly more?: Partial<Tag>;
  /** Seconds since the start, value, and status where it is not good. */
  readonly samples: readonly (readonly [s: number, value: number, status?: number])[];
}

export interface StoredPlant {
  readonly queries: PromQueries;
  readonly tags: FakeTags;
  readonly plant: { readonly assets: readonly Asset[] };
  /** Questions to the historian, by name. */
  readonly asked: string[];
}

export function storedPlant(stored: readonly StoredTag[], nowS = 1e9): StoredPlant {
  const uidOf = (label: string) => `urn:test:${label}` as AssetUid;
  const tags = new FakeTags(
    stored.map(({ asset, component = "", signal, more }, ref) =>
      fakeTag(ref, { assetUid: uidOf(asset), component, signal, ...more }),
    ),
  );
  const labels = [...new Set(stored.map(({ asset }) => asset))];
  const assets = labels.map(
    (label) =>
      ({
        assetUid: uidOf(label),
        label,
        kind: label.startsWith("ROB") ? "robot" : "lathe",
        equipmentPath: `works/site/hall-1/line-1/${label}`,
        simulated: false,
      }) as unknown as Asset,
  );
  const rows = stored.map(({ samples }): Rows => {
    const collector = new RowCollector();
    for (const [s, value, status = 0] of samples) collector.add(START + s * 1e6, value, status);
    return collector.finish();
  });
  const asked: string[] = [];
  const historian: Pick<HistorianReader, "raw" | "aligned" | "trends"> = {
    raw: async (ref, from, to, limit) => {
      asked.push("raw");
      return rawOf(rows[ref] as Rows, { from, to, limit });
    },
    aligned: async (refs, from, to, step) => {
      // As the historian.
      if (refs.length > 20) throw new EdgeError("bad-request", "at most 20 tags");
      return alignedOf(
        refs.map((ref) => rows[ref] as Rows),
        from,
        to,
        step,
      );
    },
    trends: async ({ refs, from, to, width }) => {
      asked.push("trends");
      const grid = wholeGrid({ from, to, width }, MINUTE_US);
      const columns = refs.map((ref) => {
        const builder = new TrendBuilder(grid);
        builder.addRows(rows[ref] as Rows);
        return builder.finish("1min");
      });
      return { grid, rawFrom: null, tags: columns };
    },
  };
  const newest = (ref: TagRef): number => (rows[ref] as Rows).values.at(-1) ?? Number.NaN;
  const twin = { value: newest, status: () => 0, isLive: (ref: TagRef) => ref !== 0 };
  const queries = openPromql({ plant: { assets }, tags, historian, twin, now: () => START + nowS * 1e6 });
  return { queries, tags, plant: { assets }, asked };
}

function rawOf(
  { times, values, statuses }: Rows,
  { from, to, limit }: { readonly from: Micros; readonly to: Micros; readonly limit: number },
) {
  const kept = [...times.keys()]
    .filter((at) => (times[at] as number) >= from && (times[at] as number) < to)
    .slice(0, limit);
  return {
    times: kept.map((at) => times[at] as number),
    values: kept.map((at) => values[at] as number),
    texts: kept.map(() => null),
    statuses: kept.map((at) => statuses[at] as number),
  };
}
