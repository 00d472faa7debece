import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Dashboard, Panel } from "../../edge/contracts/dashboards/dashboard.ts";
import { overlap } from "../../edge/contracts/dashboards/grid.ts";
import type { Asset, Zone } from "../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { socketProtocols, takeToken, withToken } from "../../twin-viewer/src/data/credential.ts";
import { dashboardChoice, isRotating, openDashboard } from "../../twin-viewer/src/data/dashboard-link.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { readEmbedded } from "../../twin-viewer/src/embed/address.ts";
import { freePlace, inside, placed, readingOrder } from "../../twin-viewer/src/screens/dashboards/grid.ts";
import { embedAddress } from "../../twin-viewer/src/screens/dashboards/links-dialog.tsx";
import { bandsOf, scaleOf, turnOf } from "../../twin-viewer/src/screens/dashboards/panels/gauge-scale.ts";
import { boxOf } from "../../twin-viewer/src/screens/dashboards/panels/map-panel.tsx";
import { paretoOf } from "../../twin-viewer/src/screens/dashboards/panels/pareto.ts";
import { kioskRotation } from "../../twin-viewer/src/screens/dashboards/rotation.ts";
import { assetsOf, choicesOf, signalsOf, tagsOf } from "../../twin-viewer/src/screens/dashboards/scope.ts";
import {
  change,
  changePanels,
  draft,
  firstFor,
  listed,
  redo,
  stored,
  undo,
} from "../../twin-viewer/src/screens/dashboards/state.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";

const panel = (x: number, y: number, w: number, h: number): Panel => ({ kind: "alerts", at: { x, y, w, h } });
const places = (panels: readonly Panel[] | undefined) => panels?.map(({ at: { x, y, w, h } }) => [x, y, w, h]);

describe("[DB5] places on the grid", () => {
  it("a panel pushes those that it would cover down, and these push others", () => {
    const three = [panel(0, 0, 6, 2), panel(0, 2, 6, 2), panel(6, 0, 6, 2)];
    expect(places(placed(three, 2, { x: 3, y: 0, w: 6, h: 2 }))).toEqual([
      [0, 2, 6, 2],
      [0, 4, 6, 2],
      [3, 0, 6, 2],
    ]);
    expect(places(placed(three, 0, { x: 0, y: 4, w: 6, h: 2 }))?.[0]).toEqual([0, 4, 6, 2]);
  });

  it("panels never overlap, whatever is moved where", () => {
    let panels: readonly Panel[] = [panel(0, 0, 6, 2), panel(6, 0, 3, 5), panel(0, 3, 4, 4), panel(9, 1, 3, 3)];
    for (let step = 0; step < 200; step++) {
      const to = { x: (step * 7) % 12, y: (step * 5) % 9, w: 1 + (step % 8), h: 1 + (step % 4) };
      panels = placed(panels, step % 4, to) ?? panels;
      const pairs = panels.flatMap((a, i) => panels.slice(i + 1).map((b) => overlap(a.at, b.at)));
      expect(pairs).not.toContain(true);
      expect(panels.every(({ at }) => at.x + at.w <= 12 && at.y + at.h <= 60)).toBe(true);
    }
  });

  it("stays inside, finds the first free place, and refuses what has no room", () => {
    expect(inside({ x: 11, y: -3, w: 5, h: 2 })).toEqual({ x: 7, y: 0, w: 5, h: 2 });
    expect(freePlace([panel(0, 0, 8, 2)], { w: 6, h: 2 })).toEqual({ x: 0, y: 2, w: 6, h: 2 });
    expect(freePlace([panel(0, 0, 8, 2)], { w: 4, h: 2 })).toEqual({ x: 8, y: 0, w: 4, h: 2 });
    expect(freePlace([panel(0, 0, 12, 60)], { w: 1, h: 1 })).toBeUndefined();
    expect(placed([panel(0, 0, 12, 30), panel(0, 30, 12, 30)], 0, { x: 0, y: 0, w: 12, h: 31 })).toBeUndefined();
    expect(readingOrder([panel(6, 0, 6, 2), panel(0, 2, 6, 2), panel(0, 0, 6, 2)])).toEqual([2, 0, 1]);
  });
});

describe("[DB6] a draft", () => {
  const dashboard: Dashboard = { id: "a", title: { zh: "甲", en: "A" }, panels: [] };
  beforeEach(() => {
    draft.value = { dashboard, before: [], after: [], base: undefined, isNew: true };
  });

  it("undoes and redoes each change, and a change of nothing is none", () => {
    changePanels((panels) => [...panels, panel(0, 0, 3, 2)]);
    change((before) => ({ ...before, title: { zh: "乙", en: "B" } }));
    changePanels((panels) => panels);
    expect(draft.value?.before.length).toBe(2);
    undo();
    expect(draft.value?.dashboard.title.en).toBe("A");
    undo();
    expect(draft.value?.dashboard.panels).toEqual([]);
    redo();
    redo();
    expect(draft.value?.dashboard).toMatchObject({ title: { en: "B" }, panels: [{ kind: "alerts" }] });
  });
});

function demo(): PlantIndex {
  const { plant, signals } = viewerPlant();
  const index = new PlantIndex(plant);
  index.setTags(signals.map(({ tag }) => tag));
  return index;
}

describe("[DB7] the assets of a panel", () => {
  const index = demo();
  const machine = index.byLabel("CNC-206");
  if (machine === undefined) throw new Error("the demo has CNC-206");
  const area = index.areaOf(machine);

  it("are those of its scope, else of the dashboard's choice, else all", () => {
    const labels = (of: Panel, dashboard: Pick<Dashboard, "variable">, choice = "") =>
      assetsOf(of, { index, dashboard, choice }).map(({ label }) => label);
    const plain = panel(0, 0, 1, 1);
    const variable = { variable: { kind: "asset" as const, default: "CNC-206" } };
    expect(labels(plain, variable)).toEqual(["CNC-206"]);
    expect(labels(plain, variable, "CNC-101")).toEqual(["CNC-101"]);
    expect(labels({ ...plain, scope: { kind: machine.kind } } as Panel, variable)).toContain("CNC-206");
    expect(labels(plain, { variable: { kind: "area", default: area } })).toContain("CNC-206");
    expect(labels(plain, {})).toHaveLength(index.plant.assets.length);
  });

  it("have tags by signal, and choices with names", () => {
    const [first] = signalsOf([machine], index);
    expect(first).toBeDefined();
    const signal = first?.tagUid.split("#")[1] ?? "";
    expect(tagsOf(signal, [machine], index)[0]?.tag).toBe(first);
    expect(tagsOf("no/such", [machine], index)).toEqual([]);
    expect(choicesOf("area", index)).toContain(area);
    expect(choicesOf("asset", index)).toContain("CNC-206");
  });

  it("[DB8] the first dashboard: by the config for the role, else maintenance for maintainers, else the first", () => {
    const own: Dashboard = { id: "own", title: { zh: "甲", en: "A" }, panels: [] };
    const list = listed([own], index);
    const config = { list: [own], rotation: [], defaults: { viewer: "energy", admin: "gone" } };
    expect(list.slice(0, 1)).toEqual([{ dashboard: own, isOwn: true }]);
    expect(firstFor("viewer", list, config)).toBe("energy");
    expect(firstFor("admin", list, config)).toBe("own");
    expect(firstFor("maintainer", list, null)).toBe("maintenance");
    expect(firstFor(null, list, null)).toBe("own");
    const replaced = listed([{ ...own, id: "energy" }], index).filter(({ dashboard }) => dashboard.id === "energy");
    expect(replaced).toMatchObject([{ isOwn: true }]);
  });
});

describe("[DB9] figures of panels", () => {
  it("a gauge has its scale by options, range or limits, and its normal band between the limits", () => {
    expect(scaleOf({ range: [0, 100] }, {})).toEqual({ min: 0, max: 100 });
    expect(scaleOf({ range: [0, 100] }, { min: 20, max: 80 })).toEqual({ min: 20, max: 80 });
    expect(scaleOf({ limits: { high: 50 } }, {})).toEqual({ min: 0, max: 60 });
    expect(scaleOf({}, {})).toBeUndefined();
    const bands = bandsOf({ limits: { low: 10, high: 70, highHigh: 90 } }, { min: 0, max: 100 });
    expect(bands).toEqual([
      { kind: "beyond", from: 0, to: 10 },
      { kind: "normal", from: 10, to: 70 },
      { kind: "beyond", from: 70, to: 90 },
      { kind: "far", from: 90, to: 100 },
    ]);
    expect(bandsOf({}, { min: 0, max: 100 })).toEqual([]);
    expect([-5, 25, 200].map((value) => turnOf(value, { min: 0, max: 100 }))).toEqual([0, 0.25, 1]);
  });

  it("stop reasons come by how long they stopped machines, with the share up to each", () => {
    const stop = (reason: string, fromMs: number, toMs: number) => ({
      assetUid: "m" as AssetUid,
      reason,
      fromMs,
      toMs,
    });
    const { totalMs, count, rows } = paretoOf([
      stop("a", 0, 10),
      stop("b", 0, 60),
      stop("a", 20, 30),
      stop("c", 0, 20),
    ]);
    expect([totalMs, count]).toEqual([100, 4]);
    expect(rows.map(({ reason, ms, upTo }) => [reason, ms, upTo])).toEqual([
      ["b", 60, 0.6],
      ["a", 20, 0.8],
      ["c", 20, 1],
    ]);
    expect(paretoOf([]).rows).toEqual([]);
  });
});

describe("[DB14] [DB15] [DB16] embedded pages and walls", () => {
  afterEach(() => {
    takeToken("");
    vi.useRealTimers();
    isRotating.value = false;
    stored.value = null;
    openDashboard.value = "";
  });

  it("[DB14] an embedded page reads dashboard, panel and choice; a panel that is no number is none", () => {
    expect(readEmbedded("?dashboard=milling&panel=2&v=a%2Fb&l=zh&th=dark")).toEqual({
      dashboard: "milling",
      panel: 2,
      choice: "a/b",
      language: "zh",
      theme: "dark",
    });
    expect(readEmbedded("?dashboard=a&panel=x&l=fr")).toEqual({ dashboard: "a", choice: "" });
    expect(embedAddress("https://e", "a", { panel: 2 })).toMatch(
      /^https:\/\/e\/embed\.html\?dashboard=a&panel=2&.*#token=/,
    );
  });

  it("[DB15] a token goes into headers and offered protocols, never into an address", () => {
    expect([withToken({}), socketProtocols()]).toEqual([{}, []]);
    takeToken("#token=gemba_abc");
    const { headers, credentials } = withToken({ headers: { "content-type": "application/json" } });
    expect([...new Headers(headers)]).toEqual([
      ["authorization", "Bearer gemba_abc"],
      ["content-type", "application/json"],
    ]);
    expect([credentials, socketProtocols()]).toEqual(["omit", ["gemba", "bearer.gemba_abc"]]);
  });

  it("[DB16] a wall goes round, each dashboard for its time, and follows a changed rotation", () => {
    vi.useFakeTimers();
    const turn = (dashboard: string, seconds: number) => ({ dashboard, seconds });
    stored.value = { list: [], rotation: [turn("a", 10), { ...turn("b", 20), variable: "x" }], defaults: {} };
    const stop = kioskRotation();
    const seen = (seconds: number) => {
      vi.advanceTimersByTime(seconds * 1000);
      return [openDashboard.value, dashboardChoice.value];
    };
    expect(seen(30)).toEqual(["", ""]);
    isRotating.value = true;
    expect(seen(0)).toEqual(["a", ""]);
    expect(seen(10)).toEqual(["b", "x"]);
    expect(seen(19)).toEqual(["b", "x"]);
    expect(seen(1)).toEqual(["a", ""]);
    stored.value = { ...stored.value };
    expect(seen(10)).toEqual(["b", "x"]);
    stored.value = { ...stored.value, rotation: [turn("c", 5)] };
    expect(seen(0)).toEqual(["c", ""]);
    stop();
    expect(seen(100)).toEqual(["c", ""]);
  });
});

it("[DB13] a map holds its machines and the whole of the zones in which they stand, and no other zone", () => {
  const zone = (id: string, polygon: readonly (readonly [number, number])[]): Zone => ({
    id,
    kind: "area",
    name: { zh: id, en: id },
    polygon,
  });
  const own = zone("own", [
    [0, 0],
    [20, 0],
    [20, 30],
    [0, 30],
  ]);
  const far = zone("far", [
    [50, 0],
    [60, 0],
    [60, 10],
    [50, 10],
  ]);
  const [asset] = viewerPlant().plant.assets;
  const machine = { ...(asset as Asset), pose: { x: 10, y: 5, z: 0, yawDeg: 0 }, size: { x: 3, y: 4, z: 2 } };
  expect(boxOf([machine], [own, far])).toEqual({ x: -0.5, y: -0.5, width: 21, height: 31 });
  expect(boxOf([machine], [far])).toEqual({ x: 5.5, y: 0.5, width: 9, height: 9 });
});
