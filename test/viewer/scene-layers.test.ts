import { beforeEach, expect, it } from "vitest";
import type { Asset } from "../../edge/contracts/plant/plant.ts";
import type { TreeNodeView } from "../../edge/contracts/production/energy-tree.ts";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import {
  chooseLayer,
  chosenLayers,
  layerOf,
  linkedPicture,
  nextLayer,
  readChosenLayers,
  toggleLayer,
} from "../../twin-viewer/src/data/layer-choice.ts";
import type { ComponentAnswer } from "../../twin-viewer/src/data/maintenance-api.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { LAYERS, type LayerId, layer, screen } from "../../twin-viewer/src/data/signals.ts";
import { CATALOGUE } from "../../twin-viewer/src/i18n/catalogue.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { Actor } from "../../twin-viewer/src/scene/actor.ts";
import { Columns } from "../../twin-viewer/src/scene/layers/columns.ts";
import { BLANK, level, OWN_STATE, scaleEnd, UNKNOWN } from "../../twin-viewer/src/scene/layers/fills.ts";
import type { LayerFacts, LayerPicture } from "../../twin-viewer/src/scene/layers/layer.ts";
import { LAYER_LIST, layersOf } from "../../twin-viewer/src/scene/layers/list.ts";
import { lookOf, marksOf, stateOfLook } from "../../twin-viewer/src/scene/look.ts";
import { STATES } from "../../twin-viewer/src/scene/tone-palette.ts";
import { viewerAlerts } from "../fakes/viewer/alerts.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";
import { layerFacts, NOW_MS } from "./layer-facts.ts";

const { plant, signals } = viewerPlant();
/** The source of the meter of CNC-101. */
const METERS = signals.find(({ tag }) => tag.assetUid === "urn:fake:mtr-e-cnc-101")?.tag.source ?? "";
const SOURCES = [...new Set(signals.map(({ tag }) => tag.source))];

const factsOf = (silent: readonly string[] = [], more: Partial<LayerFacts> = {}) => layerFacts(more, silent);

function paint(id: LayerId, facts: LayerFacts, before?: LayerPicture): LayerPicture {
  return LAYER_LIST[id].paint(plant.assets, facts, before);
}

function fillOf({ fills }: LayerPicture, label: string): number {
  return fills[plant.assets.findIndex((asset) => asset.label === label)] as number;
}

function component(label: string, stage: ComponentAnswer["stage"], evidence = 1): ComponentAnswer {
  const asset = plant.assets.find((one) => one.label === label) as Asset;
  return {
    assetUid: asset.assetUid,
    component: "spindle",
    name: { zh: "主轴", en: "Spindle" },
    stage,
    since: null,
    health: stage === "act" ? 38 : null,
    evidence,
    hypotheses: [],
    severity: null,
    rul: null,
    alertUid: null,
    kind: null,
    work: null,
    adaptation: null,
  };
}

beforeEach(() => {
  chosenLayers.value = {};
  linkedPicture.value = null;
  screen.value = "overview";
  layer.value = "states";
  language.value = "en";
});

it("[SL1] a room paints its own layer until its user chooses another, which the browser remembers there", () => {
  expect(layerOf("energy", "energy")).toBe("energy");
  screen.value = "energy";
  chooseLayer("age");
  expect(layerOf("energy", "energy")).toBe("age");
  expect(layerOf("overview", "states")).toBe("states");
  expect(readChosenLayers(JSON.parse(JSON.stringify(chosenLayers.value)))).toEqual({ energy: "age" });
  expect(readChosenLayers({ energy: "nonsense", nowhere: "age" })).toEqual({});
  expect(readChosenLayers("broken")).toEqual({});
  layer.value = "age";
  toggleLayer("age");
  expect(layerOf("energy", "energy")).toBe("energy");
});

it("[SL1] a link shows a layer in its room without a choice; keys go through all layers of the plant", () => {
  linkedPicture.value = { screen: "overview", layer: "flow" };
  expect(layerOf("overview", "states")).toBe("flow");
  expect(layerOf("quality", "states")).toBe("states");
  expect(chosenLayers.value).toEqual({});
  expect(parseAddress(formatAddress({ layer: "age", marks: ["safety"] }))).toMatchObject({
    layer: "age",
    marks: ["safety"],
  });
  // Links of earlier versions.
  expect(parseAddress("#/overview?lay=energy,vehicles")).toMatchObject({ layer: "energy", marks: ["vehicles"] });
  expect(parseAddress("#/overview?lay=material")).toMatchObject({ layer: "flow", marks: [] });
  const seen = new Set<LayerId>();
  for (const _ of LAYERS) {
    nextLayer(layersOf(factsOf().index));
    layer.value = layerOf("overview", "states");
    seen.add(layer.value);
  }
  expect([...seen].sort()).toEqual([...layersOf(factsOf().index)].sort());
});

it("[SL1] a plant without meters, buffers and safeguards has no layers of them", () => {
  const index = new PlantIndex({ ...plant, zones: [], assets: plant.assets.filter(({ kind }) => kind === "lathe") });
  expect(layersOf(index)).toEqual(["states", "alarms", "age"]);
});

it("[SL2] an alarm colours its machine in every layer", () => {
  const facts = factsOf();
  const alerts = viewerAlerts(signals, NOW_MS);
  const at = plant.assets.findIndex(({ label }) => label === "CNC-206");
  for (const id of LAYERS) {
    const fill = paint(id, facts).fills[at];
    const look = lookOf(plant.assets[at] as Asset, marksOf(alerts, null), { ...facts, fill });
    expect(STATES[stateOfLook(look)], id).toBe("priority-1");
  }
});

it("[SL3] a machine without a meter is blank, one with a silent meter unknown, neither with a level or column", () => {
  const live = paint("energy", factsOf());
  const silent = paint("energy", factsOf([METERS]));
  const at = plant.assets.findIndex(({ label }) => label === "CNC-101");
  expect(STATES[fillOf(live, "CNC-101")]).toMatch(/^level-/);
  expect(live.columns?.[at]).toBeGreaterThan(0);
  expect(fillOf(silent, "CNC-101")).toBe(UNKNOWN);
  expect(silent.columns?.[at]).toBeNaN();
  expect(fillOf(live, "RCK-01")).toBe(BLANK);
  const look = lookOf(plant.assets[at] as Asset, marksOf([], null), { ...factsOf(), fill: UNKNOWN });
  expect(look.stale).toBe(true);
});

it("[SL4] figures have their unit; old ones say their age, and the legend how many are current", () => {
  const live = paint("energy", factsOf());
  expect(live.labels.length).toBeGreaterThan(3);
  expect(live.labels.every(({ value, age }) => / kW$/.test(value) && age === "")).toBe(true);
  const total = live.labels.length;
  expect(live.note).toBe(`${total} of ${total} current`);
  const silent = paint("energy", factsOf([METERS]));
  expect(silent.labels.find(({ title }) => title === "CNC-101")).toMatchObject({ age: "3 min old" });
  expect(silent.note).toMatch(/^0 of \d+ current, oldest 3 min old$/);
  const flow = paint("flow", factsOf());
  expect(flow.labels.length).toBeGreaterThan(3);
  expect(flow.labels.every(({ value }) => / (pcs|%)$/.test(value))).toBe(true);
});

it("[SL4] a scale ends at a round number and keeps it while the figures fit and fill a third", () => {
  expect([0.7, 1, 3.4, 12, 47, 51, 220].map((most) => scaleEnd(most, undefined))).toEqual([1, 1, 5, 20, 50, 100, 500]);
  expect(scaleEnd(49, 50)).toBe(50);
  expect(scaleEnd(16, 50)).toBe(50);
  expect(scaleEnd(14, 50)).toBe(20);
  expect(scaleEnd(51, 50)).toBe(100);
  expect(scaleEnd(0, undefined)).toBe(1);
});

it.each(LAYERS)("[SL7] the legend of the layer %s explains every fill that it paints", (id) => {
  const health = {
    components: [component("CNC-101", "act"), component("CNC-102", "watch"), component("CNC-103", "healthy")],
    atMs: NOW_MS,
  };
  const facts = factsOf([SOURCES[0] ?? ""], { health });
  const { fills, legend } = paint(id, facts);
  const shown = new Set<string>(legend.flatMap(({ swatches }) => swatches));
  const named = new Set([...fills].map((fill) => (fill === OWN_STATE ? "run" : (STATES[fill] as string))));
  // The source-silent entry is in every legend.
  named.delete("unknown");
  expect([...named].filter((name) => !shown.has(name))).toEqual([]);
  expect(legend.every(({ text }) => text in CATALOGUE)).toBe(true);
});

it("[SL8] the same facts ask for no new picture, and a plant without figures has no columns to draw", () => {
  const actors = plant.assets.map((asset) => new Actor(asset));
  const columns = new Columns(actors);
  const { columns: shares } = paint("energy", factsOf());
  expect(columns.set(shares)).toBe(true);
  expect(columns.set(paint("energy", factsOf()).columns)).toBe(false);
  const at = plant.assets.findIndex(({ label }) => label === "CNC-101");
  expect(columns.heightOn(at)).toBeGreaterThan(0);
  expect(columns.set(paint("states", factsOf()).columns)).toBe(true);
  expect(columns.heightOn(at)).toBe(0);
  columns.dispose();
});

it("[SL9] an asset looks like its worst component; the layer says what it does not know", () => {
  const components = [component("CNC-101", "healthy"), component("CNC-101", "act"), component("CNC-102", "learning")];
  const picture = paint("health", factsOf([], { health: { components, atMs: NOW_MS } }));
  expect(fillOf(picture, "CNC-101")).toBe(level(4));
  expect(fillOf(picture, "CNC-102")).toBe(UNKNOWN);
  expect(fillOf(picture, "CNC-103")).toBe(BLANK);
  expect(picture.labels).toMatchObject([{ title: "CNC-101", value: "Spindle · health 38 %", age: "" }]);
  const old = paint("health", factsOf([], { health: { components, atMs: NOW_MS - 120_000 } }));
  expect(old.labels).toMatchObject([{ age: "2 min old" }]);
  expect(paint("health", factsOf()).note).toBe(CATALOGUE["layer.no-answer"].en);
  const past = paint("health", factsOf([], { isPast: true, health: { components, atMs: NOW_MS } }));
  expect(past.note).toBe(CATALOGUE["layer.now-only"].en);
  expect([...past.fills].every((fill) => fill === BLANK)).toBe(true);
});

it("[SL9] data are old when the source is silent, not when a value does not change", () => {
  const source = signals.find(({ tag }) => tag.assetUid === "urn:fake:cnc-101")?.tag.source ?? "";
  // An hour later the links are live and the values still the same.
  const unchanged = factsOf([], { nowMs: NOW_MS + 3_600_000 });
  expect(fillOf(paint("age", unchanged), "CNC-101")).toBe(level(0));
  const silent = paint("age", factsOf([source]));
  expect(fillOf(silent, "CNC-101")).toBe(level(2));
  expect(silent.labels.find(({ title }) => title === "CNC-101")?.value).toBe("silent 3 min");
  expect(paint("age", factsOf([], { isPast: true })).note).toBe(CATALOGUE["layer.now-only"].en);
});

it("[SL12] the balance layer shows residuals in u_c, what is not known as unknown, and machines below a meter", () => {
  const node = (id: string, below: string | null, rest: TreeNodeView["rest"]): TreeNodeView => ({
    ...{ id, below, rest, kind: "metered", medium: "electricity", unit: "kWh", isComplete: true, isUncertain: false },
    ...{ measured: null, usedShare: 1, reconciled: null, knownShare: 1, unaccounted: null, unknownBelow: 0 },
    ...{ test: null, score: null, gain: null, isRemoved: false, removedShare: 0 },
  });
  const nodes = [
    node("MTR-E-CNC-101", null, { amount: 3.4, u: 1 }),
    node("CNC-101", "MTR-E-CNC-101", null),
    node("CNC-102", null, { amount: 2.5, u: 1 }),
    node("CNC-103", null, { amount: -1, u: 1 }),
    node("CNC-104", null, null),
    ...["CNC-102", "CNC-103", "CNC-104"].map((above) => node(`below ${above}`, above, null)),
  ];
  const facts = factsOf([], { balance: { nodes, atMs: NOW_MS } });
  const picture = paint("balance", facts);
  const labels = ["CNC-101", "CNC-102", "CNC-103", "CNC-104", "CNC-201"];
  expect(labels.map((label) => fillOf(picture, label))).toEqual([level(4), level(2), level(0), UNKNOWN, BLANK]);
  expect(picture.labels.map(({ title, value }) => `${title} ${value}`)).toEqual([
    "CNC-101 residual 3.4 u_c",
    "CNC-102 residual 2.5 u_c",
  ]);
  expect(picture.note).toBe("last hour, residual known at 3 of 4");
  const old = paint("balance", { ...facts, nowMs: NOW_MS + 600_000 });
  expect(old.labels[0]?.age).toContain("old");
  expect(fillOf(paint("balance", { ...facts, isPast: true }), "CNC-101")).toBe(BLANK);
  expect(paint("balance", factsOf()).note).toBe("the edge has not answered yet");
  expect(layersOf(facts.index)).not.toContain("balance");
});
