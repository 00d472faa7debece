/** The way of a cause in the picture (rule SL32). */
import { beforeEach, expect, it } from "vitest";
import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import { causePath, endCausePath, showCausePath } from "../../twin-viewer/src/data/cause-path.ts";
import { linkedPicture } from "../../twin-viewer/src/data/layer-choice.ts";
import { plant, screen } from "../../twin-viewer/src/data/signals.ts";
import { language } from "../../twin-viewer/src/i18n/chosen.ts";
import { labelsOf } from "../../twin-viewer/src/panels/labels-of.ts";
import { pathPicture, shownSteps, stepText } from "../../twin-viewer/src/panels/spread/path-picture.ts";
import { spreadLayer } from "../../twin-viewer/src/scene/layers/spread.ts";
import type { CauseGroup } from "../../twin-viewer/src/screens/alerts/cause-groups.ts";
import { pathOf } from "../../twin-viewer/src/screens/alerts/cause-path-of.ts";
import type { AlertRow } from "../../twin-viewer/src/screens/alerts/rows.ts";
import { layerFacts, NOW_MS, viewerIndex } from "./layer-facts.ts";

const index = viewerIndex();
const uids = index.plant.assets.map(({ assetUid }) => assetUid);
const row = (alertUid: string, asset: number | string, afterS: number) =>
  ({
    ...{ alertUid, assetUid: typeof asset === "string" ? asset : uids[asset], raisedMs: NOW_MS + 1000 * afterS },
    message: { zh: `消息 ${alertUid}`, en: `message ${alertUid}` },
  }) as AlertRow;
const rows = [row("c", 0, 0), row("a", 1, 12), row("b", 2, 20), row("a2", 1, 30), row("far", "urn:gone", 40)];
const after = (alertUid: string, explainedBy: string, ...step: CauseGroup["consequences"][number]["step"]) => ({
  ...{ alertUid, explainedBy, step, ways: step },
});
const group = {
  ...{ cause: rows[0], lateS: 0, priority: 1, common: null },
  consequences: [
    after("a", "c", "electricity"),
    after("b", "a", "signal"),
    after("a2", "a", "same-asset"),
    after("far", "c", "control"),
  ],
} as unknown as CauseGroup;

beforeEach(() => {
  language.value = "en";
});

it("[SL32] a path numbers the assets of a group from its cause on; lines follow the explanations", () => {
  const path = pathOf(group, rows);
  const { shown, hidden } = shownSteps(path, index);
  expect([shown.map(({ asset }) => uids.indexOf(asset)), hidden]).toEqual([[0, 1, 2], 1]);
  const { floor, labels, legend } = pathPicture(path, index);
  expect(floor.filter(({ kind }) => kind === "line")).toMatchObject([
    { from: uids[0], to: uids[1], dashM: 0 },
    { from: uids[1], to: uids[2], dashM: expect.any(Number) },
  ]);
  expect(floor.filter(({ kind }) => kind === "ring")).toHaveLength(4);
  expect(labels.map(({ order, value }) => `${order} ${value}`)).toEqual([
    "1 likely cause",
    "2 electricity 12 s later",
    "3 the connection 20 s later",
  ]);
  expect(legend.map(({ text }) => text)).toEqual(["floods.legend-cause", "floods.legend-supply", "floods.legend-link"]);
  const second = shown[1];
  if (second === undefined) throw new Error("no step");
  const from = index.plant.assets[0]?.label;
  expect(stepText(second, shown, index)).toBe(`Message a · electricity · from ${from} · 12 s later · 2 alerts`);
});

it("[SL32] the layer is there while a path is shown, is not remembered, and goes with it", () => {
  plant.value = index;
  screen.value = "alerts";
  showCausePath(pathOf(group, rows));
  expect([screen.value, linkedPicture.value?.layer, spreadLayer.isThere(index)]).toEqual(["overview", "spread", true]);
  endCausePath();
  expect([causePath.value, linkedPicture.value, spreadLayer.isThere(index)]).toEqual([null, null, false]);
  plant.value = null;
});

it("[SL32] with 60 alarms the numbers stand before the names, in their order and before all else", () => {
  const most = Math.min(60, uids.length);
  const many = Array.from({ length: most }, (_, n) => row(`n${n}`, n, n));
  const consequences = many.slice(1).map(({ alertUid }) => after(alertUid, "n0", "electricity"));
  const path = pathOf({ ...group, cause: many[0] as AlertRow, consequences }, many);
  const facts = layerFacts({ spread: pathPicture(path, index) });
  const picture = spreadLayer.paint(index.plant.assets, facts, undefined);
  const actors = index.plant.assets.map((asset) => ({ asset, at: { x: 0, y: 0 } }));
  const scene = { actors, layer: { topOf: () => 0 } } as unknown as Parameters<typeof labelsOf>[0];
  const alarm = { assetUid: uids[1], annunciation: "alarm", state: "active", priority: 1, raisedAt: 0, evidence: [] };
  const alerts = [{ ...alarm, kind: "process", message: { zh: "停", en: "Stopped" } }] as unknown as AlertView[];
  const { mirror } = facts;
  const specs = labelsOf(scene, alerts, { selected: uids[3] ?? null, hovered: null, picture, index, mirror });
  const numbered = specs.slice(0, most).map(({ title }) => Number(title.split(" ")[0]));
  expect(numbered).toEqual(Array.from({ length: most }, (_, n) => n + 1));
});
