/** The table of tags as a workbook, and back (rules CE13, CE15, CE16 in docs/rules/config-edits.md). */
import { expect, it } from "vitest";
import { compareSheet } from "../../../../edge/config/tag-sheet/compare.ts";
import { tagSheet } from "../../../../edge/config/tag-sheet/sheet.ts";
import type { ConfigEdit } from "../../../../edge/contracts/plant/config-edit.ts";
import { TAG_COLUMNS } from "../../../../edge/contracts/plant/tag-table/columns.ts";
import { tagEdits } from "../../../../edge/contracts/plant/tag-table/edits.ts";
import { tagRows, type Values } from "../../../../edge/contracts/plant/tag-table/rows.ts";
import { type Cell, xlsx } from "../../../../edge/tables/xlsx.ts";
import { readXlsx } from "../../../../edge/tables/xlsx-reader.ts";
import { editedBy } from "../../../../twin-viewer/src/screens/setup/edit-values.ts";
import { openPlant } from "../../../fakes/config/edited-plant.ts";
import { GOOD_PLANT } from "../../../fakes/config/plant-folder.ts";
import { partsOf, zipOf } from "../../../fakes/config/workbook.ts";

const RESPONSE = {
  action: { zh: "停机", en: "Stop" },
  consequence: { zh: "损坏", en: "Damage" },
  withinMin: 10,
};
const number = (signal: string, more: object = {}) => ({
  component: "spindle",
  signal,
  name: { zh: "转速", en: "Speed" },
  type: "number",
  ...more,
});
const VALUES: Values = {
  types: {
    lathe: {
      kind: "lathe",
      tags: [
        number("speed", { unit: "/min", range: [0, 4500], limits: { high: 4000 } }),
        number("load", { unit: "%" }),
        { signal: "door", name: { zh: "门", en: "Door" }, type: "boolean" },
      ],
    },
    mill: { kind: "lathe", tags: [number("load")] },
  },
  assets: [
    { label: "A", type: "lathe" },
    { label: "B", type: "lathe" },
    { label: "M", type: "mill" },
  ],
  detectors: {
    limits: {
      adjust: [
        { tags: { component: "spindle" }, onDelayS: 20 },
        { tags: { kinds: ["lathe"], component: "spindle", signal: "speed" }, offDelayS: 3, response: RESPONSE },
        { tags: { assets: ["B", "A"], component: "spindle", signal: "load" }, latch: true, onDelayS: 7 },
      ],
    },
  },
};

async function bytesOf(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

/** The exported table with other cells, by heading in English and row of the sheet. */
async function changed(cells: Readonly<Record<string, Cell>>, values = VALUES): Promise<Buffer> {
  const rows = readXlsx(await bytesOf(tagSheet(values, "en")), { bytes: 1e8, rows: 1e5, columns: 100 });
  const [head, ...rest] = rows.map(({ cells: read }) =>
    Array.from({ length: 40 }, (_, i): Cell => (read.get(i) as Cell | undefined) ?? null),
  );
  for (const [place, value] of Object.entries(cells)) {
    const [, name, row] = /^(.*) (\d+)$/.exec(place) ?? [];
    const at = (head as Cell[]).indexOf(name ?? "");
    if (at < 0) throw new Error(place);
    (rest[Number(row) - 2] as Cell[])[at] = value;
  }
  return await bytesOf(xlsx({ name: "x", head: [head as Cell[]], rows: rest }));
}

const after = (edits: readonly ConfigEdit[]): Values => editedBy(VALUES, edits);

it("[CE13] each tag is a row with what is set for it alone; an entry for more tags is no row's own", () => {
  const rows = tagRows(VALUES);
  expect(rows.map(({ key, assets, rule }) => [key, assets.length, rule])).toEqual([
    ["lathe spindle/speed", 2, 1],
    ["lathe spindle/load", 2, 2],
    ["lathe /door", 2, undefined],
    ["mill spindle/load", 1, undefined],
  ]);
  expect(rows[0]?.cells).toMatchObject({ high: 4000, rangeHigh: 4500, offDelay: 3, actionEn: "Stop", withinMin: 10 });
  expect(rows[0]?.cells.onDelay).toBeUndefined();
  expect(rows[3]?.pattern).toEqual({ assets: ["M"], component: "spindle", signal: "load" });
});

it("[CE13] new values of a cell touch only its key; an entry of a tag alone comes, changes and goes", () => {
  const [speed, load, , mill] = tagRows(VALUES);
  if (speed === undefined || load === undefined || mill === undefined) throw new Error("no rows");
  const edits = tagEdits(VALUES, [
    {
      row: speed,
      cells: new Map([
        ["high", undefined],
        ["offDelay", undefined],
      ] as const),
    },
    {
      row: load,
      cells: new Map([
        ["onDelay", undefined],
        ["unit", "1"],
      ] as const),
    },
    {
      row: mill,
      cells: new Map([
        ["rangeLow", 0],
        ["rangeHigh", 9],
        ["deadBand", 2],
      ] as const),
    },
  ]);
  expect(edits.map(({ kind, path }) => `${kind} ${path.join(".")}`)).toEqual([
    "remove types.lathe.tags.0.limits",
    "set detectors.limits.adjust.1",
    "set types.lathe.tags.1.unit",
    "set detectors.limits.adjust.2",
    "set types.mill.tags.0.range",
    "insert detectors.limits.adjust.0",
  ]);
  const next = after(edits);
  expect(next["detectors"]).toEqual({
    limits: {
      adjust: [
        { tags: { assets: ["M"], component: "spindle", signal: "load" }, hysteresisPercent: 2 },
        { tags: { component: "spindle" }, onDelayS: 20 },
        { tags: { kinds: ["lathe"], component: "spindle", signal: "speed" }, response: RESPONSE },
        { tags: { assets: ["B", "A"], component: "spindle", signal: "load" }, latch: true },
      ],
    },
  });
  const again = tagRows(next)[0];
  const empty = new Map(
    ["actionZh", "actionEn", "consequenceZh", "consequenceEn", "withinMin"].map((key) => [key, undefined]),
  );
  expect(tagEdits(next, [{ row: again as typeof again & object, cells: empty as never }])).toEqual([
    { kind: "remove", path: ["detectors", "limits", "adjust", 2] },
  ]);
});

it("[CE15] an unchanged table, in either language, changes nothing", async () => {
  for (const language of ["zh", "en"] as const)
    expect(compareSheet(await bytesOf(tagSheet(VALUES, language)), VALUES)).toEqual({
      ...{ rows: 4, changes: [], refused: [], moreRefused: 0, ignored: [], edits: [] },
    });
});

it("[CE15] cells that were added, changed and removed are found, and the edits make the table so", async () => {
  const workbook = await changed({
    "High 2": 3900,
    "High high 2": "4100",
    "Off delay s 2": null,
    "Unit 3": 1,
    "Annunciation 3": "报警",
    "English name 4": " Front door ",
  });
  const { changes, refused, edits } = compareSheet(workbook, VALUES);
  expect(refused).toEqual([]);
  expect(changes.map(({ cell, kind, tag, before, after: to }) => [cell, kind, tag, before, to])).toEqual([
    ["N2", "changed", "spindle/speed", 4000, 3900],
    ["O2", "added", "spindle/speed", null, 4100],
    ["R2", "removed", "spindle/speed", 3, null],
    ["H3", "changed", "spindle/load", "%", "1"],
    ["S3", "added", "spindle/load", null, "alarm"],
    ["G4", "changed", "door", "Door", "Front door"],
  ]);
  const next = after(edits);
  expect(compareSheet(workbook, next).changes).toEqual([]);
});

it("[CE15] what cannot be taken is refused with its cell and what to do; the rest is taken", async () => {
  const workbook = await changed({
    "High 2": "4,000",
    "Low 2": 5000,
    "Range from 2": null,
    "English name 2": null,
    "On delay s 2": -1,
    "Unit 3": 45_000,
    "Annunciation 3": "loud",
    "Role 3": `\${env:HOME}`,
    "Action, English 3": "Slow down",
    "High 4": 1,
    "Signal 5": "nothing",
    "Dead band % 3": 2,
  });
  const { changes, refused, edits } = compareSheet(workbook, VALUES);
  expect(changes.map(({ cell }) => cell)).toEqual(["P3"]);
  expect(edits).toHaveLength(1);
  expect(refused.map(({ cell, code }) => [cell, code])).toEqual([
    ["G2", "cell-required"],
    ["N2", "cell-no-number"],
    ["Q2", "cell-outside"],
    ["M2", "cell-order"],
    ["J2", "cell-together"],
    ["H3", "cell-no-text"],
    ["I3", "cell-reference"],
    ["S3", "cell-no-word"],
    ["U3", "cell-together"],
    ["N4", "cell-no-number-tag"],
    ["A5", "row-unknown"],
  ]);
  for (const { message, remedy } of refused)
    for (const text of [message, remedy]) expect(`${text.en} ${text.zh}`).not.toMatch(/(?<!\$)\{/);
});

it("[CE15] columns may move, be missing or be new; without its headings a sheet is refused", async () => {
  const sheet = (...rows: Cell[][]) => bytesOf(xlsx({ name: "x", head: [], rows }));
  const head = ["信号", "Note", "Component", "Type", "高限"];
  const few = compareSheet(await sheet(head, ["speed", "why?", "spindle", "lathe", 1]), VALUES);
  expect(few).toMatchObject({ rows: 1, ignored: ["Note"], refused: [], changes: [{ column: "high", after: 1 }] });
  const codes = async (...rows: Cell[][]) => compareSheet(await sheet(...rows), VALUES).refused.map(({ code }) => code);
  expect(await codes()).toEqual(["sheet-no-heading"]);
  expect(await codes(["Type", "Signal"])).toEqual(["sheet-no-heading"]);
  expect(await codes([...head, "High"])).toEqual(["sheet-heading-twice"]);
  const twice = ["speed", "", "spindle", "lathe", 4000];
  expect(await codes(head, twice, twice, ["", "total"])).toEqual(["row-twice", "row-no-tag"]);
  expect(compareSheet(zipOf(partsOf("<!DOCTYPE x>")), VALUES).refused.map(({ code }) => code)).toEqual([
    "sheet-declaration",
  ]);
});

it("[CE13] [CE15] 20,000 tags go out and come back; more changes than one save takes are refused", async () => {
  const tags = Array.from({ length: 10_000 }, (_, i) => number(`s${i}`, { limits: { high: i } }));
  const plain = tags.map((_, i) => number(`s${i}`));
  const of = (a: readonly object[], b: readonly object[]): Values => ({
    types: { a: { kind: "lathe", tags: a }, b: { kind: "mill", tags: b } },
    assets: [],
  });
  const back = compareSheet(await bytesOf(tagSheet(of(tags, tags), "zh")), of(plain, tags));
  expect([back.rows, back.changes.length, back.edits.length]).toEqual([20_000, 10_000, 10_000]);
  const limits = { lowLow: 1, low: 2, high: 3, highHigh: 4 };
  const full = Array.from({ length: 3_000 }, (_, i) => number(`s${i}`, { limits, range: [0, 9], unit: "m" }));
  const many = compareSheet(await bytesOf(tagSheet(of(full, []), "en")), of(plain.slice(0, 3_000), []));
  expect(many.refused.map(({ code }) => code)).toEqual(["sheet-many-changes"]);
  expect(many.edits).toEqual([]);
});

it("[CE15] the editor compares with the plant's files, and the save keeps their comments", async () => {
  const file = "types/lathe.yaml";
  const text = GOOD_PLANT[file].replace("types:", "# by the maker\ntypes:");
  using at = openPlant({ ...GOOD_PLANT, [file]: text });
  const sheet = await bytesOf(await at.editor.tagSheet("en"));
  expect(await at.editor.compareTags(sheet)).toMatchObject({ changes: [], refused: [] });
  const rows = readXlsx(sheet, { bytes: 1e7, rows: 100, columns: 100 });
  const column = 5 + TAG_COLUMNS.findIndex(({ key }) => key === "nameEn");
  const cells = rows.map(({ cells: read }, i) =>
    Array.from({ length: 40 }, (_, k): Cell => (i === 1 && k === column ? "Renamed" : ((read.get(k) as Cell) ?? null))),
  );
  const compared = await at.editor.compareTags(await bytesOf(xlsx({ name: "x", head: [], rows: cells })));
  expect(compared.changes).toMatchObject([{ after: "Renamed", kind: "changed" }]);
  const { revision, edits } = compared;
  expect(await at.editor.save({ revision, edits }, { by: "li" })).toMatchObject({ version: 1, files: [file] });
  expect(at.read(file)).toBe(text.replace("en: Speed", "en: Renamed"));
});
