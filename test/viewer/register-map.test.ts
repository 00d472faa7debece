import { beforeEach, expect, it } from "vitest";
import type {
  HazardAnswer,
  InspectionsAnswer,
  RegisterAnswer,
  ResourceAnswer,
} from "../../twin-viewer/src/data/safety-api.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { registerLayer } from "../../twin-viewer/src/scene/layers/register.ts";
import { dueWord, marksOf, pictureOf } from "../../twin-viewer/src/screens/safety/map/marks.ts";
import { editOf } from "../../twin-viewer/src/screens/safety/map/register-edits.ts";
import { layerFacts, NOW_MS, viewerIndex } from "./layer-facts.ts";

const index = viewerIndex();
const [zone] = index.plant.zones;
const asset = index.plant.assets.find(({ label }) => label === "CNC-101");
const words = (text: string) => ({ zh: text, en: text });

function place(where: { asset?: string; zone?: string }, position: { x: number; y: number } | null) {
  const name = words("place");
  return { asset: where.asset ?? null, zone: where.zone ?? null, name, areaId: "a", area: words("area"), position };
}

const hazard = (id: string, level: HazardAnswer["level"], where: { asset?: string; zone?: string }): HazardAnswer => ({
  ...{ id, level, name: words(`hazard ${id}`), mayCause: words("harm"), score: 4, isMajor: false, criterion: null },
  ...{ place: place(where, { x: 1, y: 2 }), controlledBy: "post", unit: null, owner: "li" },
  controls: { engineering: [], management: [], training: [], protection: [], emergency: [] },
});
const resource = (id: string, expires: string | null, isPlaced = true): ResourceAnswer => ({
  ...{ id, kind: "extinguisher", name: null, everyDays: 30, expires, owner: null },
  place: place({ zone: zone?.id ?? "" }, isPlaced ? { x: 3, y: 4 } : null),
});

const register: RegisterAnswer = {
  rules: null,
  hazards: [
    hazard("H-1", "blue", { zone: zone?.id ?? "" }),
    hazard("H-2", "red", { zone: zone?.id ?? "" }),
    hazard("H-3", "orange", { asset: "CNC-101" }),
  ],
  resources: [resource("E-1", "2026-11-01"), resource("E-2", "2027-01-01"), resource("E-3", null, false)],
};
const open = [
  { task: "resource/E-2", to: new Date(NOW_MS - 3_600_000).toISOString() },
] as unknown as InspectionsAnswer["open"];
const inspections: InspectionsAnswer = { count: 1, open, tasks: [] };
// Marks say their words in the language of the page.
language.value = "en";
const marks = marksOf(register, { inspections, today: "2026-11-29", nowMs: NOW_MS, alerts: [], standing: [] });
const kinds = new Set(marks.map(({ kind }) => kind));

beforeEach(() => {
  language.value = "en";
});

it("[SL14] areas have the colour of their highest hazard, machines a ring, each mark its icon and its word", () => {
  const { floor, labels, legend, note } = pictureOf(marks, kinds, { index, asOf: "" });
  expect(floor).toMatchObject([
    { kind: "area", polygon: zone?.polygon, color: "red" },
    { kind: "ring", at: asset?.assetUid, color: "orange" },
  ]);
  expect(labels.slice(0, 2).map(({ title, value }) => `${title} ${value}`)).toEqual([
    "H-2 red · major",
    "E-1 expired since 2026-11-01",
  ]);
  expect(new Set(labels.map(({ icon }) => icon?.path)).size).toBe(2);
  expect(legend.map(({ text }) => text)).toEqual(["risk.red", "risk.orange", "risk.blue"]);
  expect(note).toBe("3 hazards, 3 resources, 1 without a place");
  expect(labels.map(({ title }) => title)).not.toContain("E-3");
});

it("[SL14] a filter hides kinds on the map; a resource says when it expired or its inspection is overdue", () => {
  const only = pictureOf(marks, new Set(["extinguisher"] as const), { index, asOf: "" });
  expect([only.floor, only.labels.map(({ title }) => title)]).toEqual([[], ["E-1", "E-2"]]);
  const due = marks.flatMap(({ id, resource: one }) => (one === undefined ? [] : [`${id} ${dueWord(one.due)}`.trim()]));
  expect(due).toEqual(["E-1 expired since 2026-11-01", "E-2 inspection overdue", "E-3"]);
});

it("[SL14] the layer is offered while the safety room has the register, and paints what that made", () => {
  const facts = layerFacts();
  expect(registerLayer.isThere(facts.index)).toBe(false);
  facts.index.hasRegister = true;
  expect(registerLayer.isThere(facts.index)).toBe(true);
  const made = pictureOf(marks, kinds, { index, asOf: "" });
  expect(registerLayer.paint(index.plant.assets, { ...facts, register: made }, undefined)).toMatchObject({
    ...{ floor: made.floor, labels: made.labels, note: made.note },
  });
});

it("[SL15] a move and a new resource are edits of the config, and refused where the config is another by now", () => {
  const values = { safety: { resources: [{ id: "E-1" }, { id: "E-2" }] } };
  const at = [3.5, 4] as const;
  expect(editOf({ kind: "move", id: "E-2", at }, values)).toEqual({
    ...{ kind: "set", path: ["safety", "resources", 1, "position"], value: { x: 3.5, y: 4 } },
  });
  expect(editOf({ kind: "move", id: "E-9", at }, values)).toMatchObject({ refusal: expect.stringContaining("E-9") });
  const added = { kind: "add", id: "E-3", what: "aed", zone: "west", at } as const;
  expect(editOf(added, values)).toEqual({
    ...{ kind: "insert", path: ["safety", "resources", 2] },
    value: { id: "E-3", kind: "aed", place: { zone: "west" }, position: { x: 3.5, y: 4 } },
  });
  expect(editOf(added, {})).toMatchObject({ path: ["safety", "resources", 0] });
  expect(editOf({ ...added, id: "E-1" }, values)).toMatchObject({ refusal: expect.stringContaining("E-1") });
  expect(editOf({ kind: "open" }, values)).toBeNull();
});
