import { describe, expect, it } from "vitest";
import { BatchBuilder } from "../../../../edge/batch/builder.ts";
import { qualityOf } from "../../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { figureShapes, keyFigurePlan } from "../../../../edge/contracts/quality/key-figures.ts";
import type { MediaTree } from "../../../../edge/energy/tree/media-tree.ts";
import { UnaccountedSeries } from "../../../../edge/energy/tree/unaccounted-series.ts";
import { LineWriter } from "../../../../edge/sinks/influx/line-writer.ts";
import { randomOf } from "../../../run/seed.ts";
import { BenchPlant } from "../../detect/bench-plant.ts";
import { at, eventOf } from "../../energy/pieces/shop.ts";
import { asset, COSTS, Line, lead, piece, SECTIONS } from "./figured-line.ts";

describe("key figures as series", () => {
  it("[KP10] [QC16] figures are tags of the asset at the end of the way, where the config has their data", () => {
    const { assetUid, scopes } = keyFigurePlan(SECTIONS);
    expect(assetUid).toBe("urn:test:PCK-1");
    expect(scopes.map(({ component }) => component)).toEqual([
      ...["key-figures", "key-figures-day", "operation-op10", "variant-v1"],
    ]);
    expect(scopes[0]?.figures).toHaveLength(9);
    // Steps have no output value.
    expect(scopes[2]?.figures.filter((figure) => figure.includes("value"))).toEqual([]);
    expect(figureShapes({ scopes }, "EUR").find(({ signal }) => signal === "energy-per-value")?.unit).toBe("kW.h/EUR");
    const bare = keyFigurePlan({ ...SECTIONS, assets: [asset("PCK-1")], tariffs: { contracts: [] } });
    expect(bare.scopes[0]?.figures.some((figure) => /energy|co2/.test(figure))).toBe(false);
    const unread = { ...asset("PCK-1"), tags: [] };
    expect(keyFigurePlan({ ...SECTIONS, assets: [unread] })).toEqual({ assetUid: null, scopes: [] });
    const named = { ...COSTS, series: { ...COSTS.series, asset: "CNC-1" } };
    expect(keyFigurePlan({ ...SECTIONS, quality: { costs: named } }).assetUid).toBe("urn:test:CNC-1" as AssetUid);
  });

  it("[QC17] an hour's figures have its end as their time, and what cannot be computed has no value", () => {
    const line = new Line();
    const events = [
      ...[0, 300, 600].flatMap((second, n) => [...piece(`P${n}`, second + 60)]),
      ...piece("P3", 1000, "scrap"),
      [1300, eventOf("completed", "P4", 1300, { payload: { verdict: "rework", operation: "OP10" } })] as const,
    ];
    lead(line, events, 4);
    const of = (name: string, hour: number) => line.known.get(`${name} ${hour}`);
    expect(of("key-figures/good-pieces", 1)).toBe(3);
    // Material 40 and 10 of the step, for three good ones.
    expect(of("key-figures/quality-cost-per-piece", 1)).toBeCloseTo(50 / 3, 9);
    expect(of("key-figures/scrap-share", 1)).toBeCloseTo(25, 9);
    expect(of("operation-op10/scrap-share", 1)).toBeCloseTo(20, 9);
    expect(of("operation-op10/first-pass-yield", 1)).toBeCloseTo(60, 9);
    expect(of("key-figures/first-pass-yield", 1)).toBeCloseTo(75, 9);
    expect(of("key-figures/output-value", 1)).toBe(300);
    // 1 kWh for each of the pieces in work, the scrapped one too.
    expect(of("key-figures/energy-per-piece", 1)).toBeCloseTo(4 / 3, 1);
    const energy = of("variant-v1/energy-per-piece", 1) as number;
    expect(of("variant-v1/energy-cost-per-piece", 1)).toBeCloseTo(2 * energy, 9);
    expect(of("variant-v1/co2-per-piece", 1)).toBeCloseTo(energy / 2, 9);
    expect(of("key-figures/energy-per-value", 1)).toBeCloseTo((energy * 3) / 300, 9);
    // An hour without a piece: a count of none, and no ratio.
    expect(of("key-figures/good-pieces", 2)).toBe(0);
    for (const figure of ["scrap-share", "first-pass-yield", "quality-cost-per-piece", "energy-per-piece"]) {
      expect(line.known.has(`key-figures/${figure} 2`)).toBe(true);
      expect(of(`key-figures/${figure}`, 2)).toBeUndefined();
    }
    line.close();
  });

  it("[QC17] a day has its figures when its last hour has them", () => {
    const line = new Line();
    // The story begins at 8:00 of the site.
    lead(line, [...piece("P0", 60), ...piece("P1", 2 * 3600)], 17.5);
    expect([...line.known.keys()].filter((key) => key.startsWith("key-figures-day/good"))).toEqual([
      "key-figures-day/good-pieces 16",
    ]);
    expect(line.known.get("key-figures-day/good-pieces 16")).toBe(2);
    expect(line.known.get("key-figures-day/energy-per-piece 16")).toBeCloseTo(1, 1);
    line.close();
  });

  it("[QC17] a day in which the edge was off has no figures", () => {
    const line = new Line();
    lead(line, [...piece("P0", 60)], 2);
    // Days of the site end 16 and 40 hours after the beginning.
    for (let second = 60 * 3600; second < 61.5 * 3600; second += 10) {
      line.tick(second);
      line.run(second);
    }
    expect(line.known.has("key-figures-day/good-pieces 40")).toBe(true);
    expect(line.known.get("key-figures-day/good-pieces 40")).toBeUndefined();
    expect(line.known.get("key-figures-day/output-value 40")).toBeUndefined();
    line.close();
  });

  it("[QC18] late reports correct the hour under the same time, for 26 hours", () => {
    const line = new Line();
    const late = [...piece("P1", 120)].map(([, event]) => [9000, event] as const);
    const tooLate = [...piece("P2", 300)].map(([, event]) => [28 * 3600, event] as const);
    const seen: (number | undefined)[] = [];
    lead(line, [...piece("P0", 60), ...late, ...tooLate], 30, () => {
      const good = line.known.get("key-figures/good-pieces 1");
      if (good !== seen.at(-1)) seen.push(good);
    });
    expect(seen).toEqual([1, 2]);
    const keys = line.batches.flatMap(({ tags, times }) => Array.from(tags, (tag, row) => `${tag} ${times[row]}`));
    // Only the corrected hour and its day came twice.
    expect(keys.length - new Set(keys).size).toBeLessThanOrEqual(4 * 9);
    line.close();
  });

  it("[QC19] kills and writes at any time change no sample", () => {
    const random = randomOf("key-figures");
    const events = Array.from({ length: 60 }, (_, n) => {
      const verdict = random() < 0.2 ? "scrap" : "good";
      const delay = random() < 0.2 ? random() * 9000 : 0;
      return [...piece(`P${n}`, n * 150, verdict)].map(([second, event]) => [second + delay, event] as const);
    }).flat();
    const [whole, killed] = [new Line(), new Line()];
    lead(whole, events, 5);
    lead(killed, events, 5, () => {
      if (random() < 0.02) killed.write();
      if (random() < 0.02) killed.reopen();
    });
    const plain = ({ batches }: Line) =>
      batches.map(({ tags, times, values, statuses }) => [[...tags], [...times], [...values], [...statuses]]);
    expect(plain(killed)).toEqual(plain(whole));
    expect(whole.known.size).toBeGreaterThan(50);
    whole.close();
    killed.close();
  });

  it("[QC19] an InfluxDB gets them as fields of a line for each scope and hour", () => {
    const line = new Line();
    lead(line, [...piece("P0", 60)], 3);
    const writer = new LineWriter(line.shop.bench.tags, { edgeId: "e1", site: "s1" });
    const { bytes } = writer.write(line.batches);
    const hour = at(3600);
    const lines = bytes.toString().split("\n");
    const of = (component: string) =>
      lines.filter((one) => one.includes(`component=${component},`) && one.endsWith(` ${hour}`)).join(" ");
    expect(of("key-figures")).toMatch(/^key-figures,asset=urn:test:PCK-1,component=key-figures,edge=e1,site=s1 /);
    expect(of("key-figures")).toMatch(/good-pieces=1,.*energy-per-piece=(1|0\.9|1\.0)/s);
    expect(of("operation-op10")).toMatch(/first-pass-yield=100,first-pass-yield_q=0i/);
    line.close();
  });

  it("[QC20] the unaccounted share of a medium is a sample of its root's meter, where it is known", () => {
    const bench = new BenchPlant([
      { label: "MTR-1", tags: [{ component: "key-figures", signal: "unaccounted-share" }] },
    ]);
    const shares: (number | null)[] = [0.05, null];
    const view = () => ({ trees: [{ root: "MTR-1", unaccountedShare: shares.shift() as number | null }] });
    const tree = { nodes: [{ id: "MTR-1", parent: -1 }], view } as unknown as MediaTree;
    const parts = { tree, tags: bench.tags, assetOf: (label: string) => bench.uid(label), isSimulated: false };
    let series = new UnaccountedSeries(parts, undefined);
    const builder = new BatchBuilder();
    for (let second = 0; second < 3 * 3600; second += 60) {
      series.tick(at(second), builder);
      if (second % 1800 === 0) series = new UnaccountedSeries(parts, series.state);
    }
    const { times, values, statuses } = builder.finish(at(0));
    expect([...times]).toEqual([at(3600), at(7200)]);
    expect([...values]).toEqual([5, Number.NaN]);
    expect([...statuses].map(qualityOf)).toEqual(["good", "bad"]);
  });
});
