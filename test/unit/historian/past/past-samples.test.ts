import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { PastSamples, slicesOf } from "../../../../edge/historian/past/past-samples.ts";
import { Stage } from "../../../../edge/historian/past/stage.ts";

const HOUR = 3_600e6;

it("[PH5] slices hold a bounded number of samples, go on through short gaps, and leave long ones out", () => {
  const { slices, silences } = slicesOf(
    new Map([
      [3, 25],
      [0, 4],
      [1, 5],
      [40, 1],
    ]),
    10,
  );
  expect(slices).toEqual([
    { from: 0, to: 2 * HOUR, rows: 9 },
    { from: 2 * HOUR, to: 3 * HOUR, rows: 0 },
    ...[0, 1, 2].map((part) => ({
      from: 3 * HOUR + part * (HOUR / 3),
      to: 3 * HOUR + (part + 1) * (HOUR / 3),
      rows: 9,
    })),
    { from: 40 * HOUR, to: 41 * HOUR, rows: 1 },
  ]);
  expect(silences).toEqual([{ from: 4 * HOUR, to: 40 * HOUR }]);
});

it("[PH5] gives every second in order, whatever the slices, with texts at their samples", async () => {
  const dir = mkdtempSync(join(tmpdir(), "gemba-past-"));
  try {
    const rows = Array.from({ length: 6000 }, (_, at) => {
      const second = (at * 7919) % 6000;
      const time = 1_700_000_000 + second;
      return second % 3 === 0 ? `${time},state,phase ${second}` : `${time},level,${second}`;
    });
    const table = join(dir, "table.csv");
    writeFileSync(table, ["time,tag,value", ...rows].join("\n"));
    const said = async (most: number) => {
      const mapped = (["number", "text"] as const).map((type, ref) => ({
        from: type === "text" ? "state" : "level",
        ref: ref as TagRef,
        type,
        factor: 1,
        offset: 0,
        labels: [],
      }));
      await using stage = await Stage.open({ dir, timeZone: "UTC", mapped, ignored: [] });
      await stage.add({
        path: table,
        form: "long",
        columns: { time: "time", tag: "tag", value: "value" },
        timeFormat: "s",
        separator: ",",
        decimal: ".",
      });
      const past = new PastSamples(stage, 2, most);
      const found: string[] = [];
      for await (const { at, batch } of past.seconds())
        for (let row = 0; row < batch.length; row++) {
          expect(at - (batch.times[row] as number)).toBe(1e6);
          found.push(`${batch.times[row]} ${batch.tags[row]} ${batch.texts.get(row) ?? batch.values[row]}`);
        }
      return { found, slices: past.slices.length };
    };
    const [whole, parts] = [await said(1e6), await said(500)];
    expect(whole.found).toHaveLength(6000);
    expect(whole.found.slice(0, 2)).toEqual(["1700000000000000 1 phase 0", "1700000001000000 0 1"]);
    expect(parts.found).toEqual(whole.found);
    expect(parts.slices).toBeGreaterThan(whole.slices);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
