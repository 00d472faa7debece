import fc from "fast-check";
import { expect, it } from "vitest";
import type { SampleBatch } from "../../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { measurementOf } from "../../../../edge/sinks/influx/line-names.ts";
import { type Lines, LineWriter, lineAt } from "../../../../edge/sinks/influx/line-writer.ts";
import { batchOf, T0 } from "../../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../../fakes/source/tags.ts";

const assetUid = "urn:ex,am=ple lathe:1" as AssetUid;
const tags = new FakeTags([
  fakeTag(1, { assetUid, component: "axis-x", signal: "load" }),
  fakeTag(2, { assetUid, signal: "door-open", type: "boolean" }),
  fakeTag(3, { assetUid, signal: "item-state", type: "enum" }),
  fakeTag(4, { assetUid, signal: "program", type: "text" }),
]);
const writer = new LineWriter(tags, { edgeId: "edge-1", site: "bj1" });
/** The written text, line by line. */
function written(batches: readonly SampleBatch[], by = writer): Omit<Lines, "bytes" | "starts"> & { lines: string[] } {
  const { bytes, starts, ...rest } = by.write(batches);
  expect(bytes.toString()).toBe(
    Array.from({ length: starts.length - 1 }, (_, line) => `${lineAt({ bytes, starts }, line)}\n`).join(""),
  );
  return { ...rest, lines: Array.from({ length: starts.length - 1 }, (_, line) => lineAt({ bytes, starts }, line)) };
}
const series = "asset=urn:ex\\,am\\=ple\\ lathe:1,edge=edge-1,site=bj1";

it("writes each type as its field type, quality always", () => {
  const { lines } = written([batchOf([1, T0, 1e21], [2, T0 + 1, 1], [3, T0 + 2, 2], [4, T0 + 3, 'O"1\\2\r\nx,y=1 1'])]);
  expect(lines).toEqual([
    `axis,asset=urn:ex\\,am\\=ple\\ lathe:1,component=axis-x,edge=edge-1,site=bj1 load=1e+21,load_q=0i ${T0}`,
    `asset,${series} door-open=true,door-open_q=0i ${T0 + 1}`,
    `asset,${series} item-state=2i,item-state_q=0i ${T0 + 2}`,
    `asset,${series} program="O\\"1\\\\2 x,y=1 1",program_q=0i ${T0 + 3}`,
  ]);
});

it("puts samples of one series and time on one line, a repeated tag on the next", () => {
  const { lines, counts, lineOf } = written([
    batchOf([2, T0, 1], [3, T0, 2], [1, T0, 5]),
    batchOf([2, T0, 0], [3, T0 + 7, 4], [4, T0, "a"]),
  ]);
  expect(lines.map((line) => line.split(" ").slice(-2).join(" "))).toEqual([
    `door-open=true,door-open_q=0i,item-state=2i,item-state_q=0i ${T0}`,
    `load=5,load_q=0i ${T0}`,
    `door-open=false,door-open_q=0i ${T0}`,
    `item-state=4i,item-state_q=0i ${T0 + 7}`,
    `program="a",program_q=0i ${T0}`,
  ]);
  expect([...counts]).toEqual([2, 1, 1, 1, 1]);
  expect([...lineOf]).toEqual([0, 0, 1, 2, 3, 4]);
});

it("forgets the lines of the previous write", () => {
  for (let round = 0; round < 3; round++) expect(written([batchOf([2, T0, 1], [3, T0, 2])]).lines).toHaveLength(1);
});

it.each([
  0,
  5,
  999_999,
  1_000_000_000,
  1_704_067_200_000_000,
  1_704_067_200_000_042,
  1_704_067_200_120_003,
  Number.MAX_SAFE_INTEGER,
])("writes the time %i digit by digit", (time) => {
  expect(
    written([batchOf([1, time, 1])])
      .lines[0]?.split(" ")
      .at(-1),
  ).toBe(String(time));
});

it("writes Bad samples and non-numbers as quality alone", () => {
  const { lines } = written([
    batchOf(
      [1, T0, 5, 0x80000000],
      [1, T0 + 1, Number.NaN],
      [1, T0 + 2, Number.NEGATIVE_INFINITY],
      [3, T0, 1.5],
      [1, T0 + 3, 5, 0x40000000],
    ),
  ]);
  expect(lines.map((line) => line.split(" ").at(-2))).toEqual([
    "load_q=2147483648i",
    "load_q=0i",
    "load_q=0i",
    "item-state_q=0i",
    "load=5,load_q=1073741824i",
  ]);
});

it("keeps two edges with the same local names apart", () => {
  const other = new LineWriter(tags, { edgeId: "edge-2", site: "bj1" });
  const seriesOf = (from: LineWriter): string | undefined =>
    written([batchOf([1, T0, 1])], from).lines[0]?.split(" load=")[0];
  expect(seriesOf(writer)).not.toBe(seriesOf(other));
});

it("maps lines to samples, and lists samples that no longer have a name", () => {
  const { lines, lineOf, nameless } = written([batchOf([9, T0, 1], [1, T0, 1]), batchOf([1, T0, 2], [9, T0, 2])]);
  expect(lines).toHaveLength(2);
  expect([...lineOf.subarray(1, 3)]).toEqual([0, 1]);
  expect(nameless).toEqual([0, 3]);
});

it("names the measurement by the kind of component", () => {
  expect(["", "spindle", "axis-x", "joint-3", "cooling-pump", "x"].map(measurementOf)).toEqual([
    "asset",
    "spindle",
    "axis",
    "joint",
    "cooling-pump",
    "x",
  ]);
});

it("writes every number as JavaScript does, and lines beyond its first buffer", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.integer(),
          fc.constantFrom(-0, 0, 999_999_999, 1_000_000_000, 1e21, 5e-324),
        ),
      ),
      (values) => {
        const { lines } = written([batchOf(...values.map((value, i) => [1, T0 + i, value] as const))]);
        expect(lines.map((line) => line.split(" ").at(-2))).toEqual(values.map((value) => `load=${value},load_q=0i`));
      },
    ),
  );
  const { lines } = written([
    batchOf(...Array.from({ length: 3_000 }, (_, i) => [4, T0 + i, "钉".repeat(20)] as const)),
  ]);
  expect(new Set(lines.map((line) => line.replace(/ \d+$/, "")))).toEqual(
    new Set([`asset,${series} program="${"钉".repeat(20)}",program_q=0i`]),
  );
});

it("a single sample has the same line as in a write", () => {
  const batch = batchOf([1, T0, 1.5, 0x40000000], [2, T0 + 1, 1], [4, T0 + 2, "a b"], [1, T0 + 3, 5, 0x80000000]);
  expect([0, 1, 2, 3].map((i) => writer.single(batch, i))).toEqual(written([batch]).lines);
});
