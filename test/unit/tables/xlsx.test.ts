/** Workbooks (rule XP16 in docs/rules/explore.md). */
import { inflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { type Cell, type Sheet, xlsx } from "../../../edge/tables/xlsx.ts";

async function bytesOf(sheet: Sheet): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of xlsx(sheet)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The files of an archive by its directory, each checked against both of its heads. */
function filesIn(zip: Buffer): Map<string, string> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const [count, length, start] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 12), zip.readUInt32LE(end + 16)];
  expect(start + length).toBe(end);
  const files = new Map<string, string>();
  for (let at = start, i = 0; i < count; i++) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [deflated, bytes, nameBytes] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
    ];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString("utf8", at + 46, at + 46 + nameBytes);
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    expect(zip.toString("utf8", local + 30, local + 30 + nameBytes)).toBe(name);
    const data = local + 30 + nameBytes;
    const content = inflateRawSync(zip.subarray(data, data + deflated));
    expect(content).toHaveLength(bytes);
    expect(zip.readUInt32LE(data + deflated)).toBe(0x08074b50);
    files.set(name, content.toString());
    at += 46 + nameBytes;
  }
  return files;
}

/** Cells of a sheet by their place. */
function cellsIn(xml: string): Map<string, string> {
  const cells = [...xml.matchAll(/<c r="([A-Z]+\d+)" s="(\d)"(?: t="inlineStr")?>(.*?)<\/c>/g)];
  return new Map(
    cells.map(([, at = "", style, content = ""]) => [at, `${style} ${content.replaceAll(/<[^>]+>/g, "")}`]),
  );
}

it("[XP16] numbers, texts and times are read back, in every column; nothing is a formula", async () => {
  const wide: Cell[] = Array.from({ length: 704 }, (_, i) => i);
  const rows: Cell[][] = [
    [{ ms: Date.UTC(2026, 2, 2, 6) }, -0.1, "=1+1", null, Number.NaN, "a<b & \u0001 \ud800"],
    wide,
  ];
  const files = filesIn(await bytesOf({ name: "一/二: [三] 'x'", head: [["时间", "值"]], rows, widths: [20] }));
  expect([...files.keys()].sort()).toEqual([
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
  ]);
  expect(files.get("xl/workbook.xml")).toContain('name="一 二   三   x "');
  const sheet = files.get("xl/worksheets/sheet1.xml") ?? "";
  expect(sheet).not.toContain("<f>");
  expect(sheet).toContain('ySplit="1"');
  const cells = cellsIn(sheet);
  expect(["A1", "B1", "A2", "B2", "C2", "D2", "E2", "F2"].map((at) => cells.get(at))).toEqual([
    "1 时间",
    "1 值",
    "2 46083.25",
    "0 -0.1",
    "0 =1+1",
    undefined,
    undefined,
    "0 a&lt;b &amp; \uFFFD \uFFFD",
  ]);
  expect(["A3", "Z3", "AA3", "ZZ3", "AAA3", "AAB3"].map((at) => cells.get(at))).toEqual(
    [0, 25, 26, 701, 702, 703].map((value) => `0 ${value}`),
  );
});

it("[XP16] rows are asked for as the reader takes pieces, and the same rows give the same bytes", async () => {
  let asked = 0;
  const rowsOf = () =>
    (function* () {
      for (asked = 0; asked < 40_000; asked++) yield [asked, `row ${(asked * 7919) % 10_007}`, Math.sin(asked)];
    })();
  const first: Buffer[] = [];
  let most = 0;
  for await (const piece of xlsx({ name: "x", head: [], rows: rowsOf() })) {
    first.push(piece);
    most = Math.max(most, piece.length);
    if (first.length === 11) expect(asked).toBeLessThan(20_000);
  }
  expect(asked).toBe(40_000);
  expect(most).toBeLessThan(100_000);
  const again = await bytesOf({ name: "x", head: [], rows: rowsOf() });
  expect(again.equals(Buffer.concat(first))).toBe(true);
  expect(filesIn(again).get("xl/worksheets/sheet1.xml")?.match(/<row /g)).toHaveLength(40_000);
});

it("[XP16] rows that fail end the workbook with their error; a reader that leaves ends the rows", async () => {
  async function* failing(): AsyncGenerator<Cell[]> {
    yield [1];
    throw new Error("the historian is gone");
  }
  await expect(bytesOf({ name: "x", head: [], rows: failing() })).rejects.toThrow("the historian is gone");
  let isOver = false;
  async function* endless(): AsyncGenerator<Cell[]> {
    try {
      for (let i = 0; ; i++) yield [i, Math.random()];
    } finally {
      isOver = true;
    }
  }
  let pieces = 0;
  for await (const _piece of xlsx({ name: "x", head: [], rows: endless() })) if (++pieces > 20) break;
  await expect.poll(() => isOver).toBe(true);
});
