import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { calculatedTagUid } from "../../edge/contracts/explore/calculated-tag.ts";
import { encodeCurves } from "../../edge/contracts/explore/curve-block.ts";
import { QUALITY } from "../../edge/contracts/path/historian.ts";
import type { Plant } from "../../edge/contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../../edge/contracts/plant/tag.ts";
import { formatAddress, parseAddress } from "../../twin-viewer/src/data/address.ts";
import { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import { searchTags } from "../../twin-viewer/src/data/search.ts";
import { moment, second } from "../../twin-viewer/src/data/signals.ts";
import { siteTimeMs } from "../../twin-viewer/src/data/time-ticks.ts";
import {
  type Board,
  EMPTY_BOARD,
  movedTo,
  paneCount,
  spanOf,
  withEnds,
  without,
  withSource,
  zoomedAt,
} from "../../twin-viewer/src/screens/explore/board.ts";
import { sideBySide } from "../../twin-viewer/src/screens/explore/event-marks.tsx";
import { expressionOf, letterOf } from "../../twin-viewer/src/screens/explore/letters.ts";
import { loadBoard } from "../../twin-viewer/src/screens/explore/load.ts";
import { board, shownSpan } from "../../twin-viewer/src/screens/explore/state.ts";
import { boardOf, boardOfLink, contentOf, linkTextOf } from "../../twin-viewer/src/screens/explore/view-content.ts";
import { asHistory, viewerAlerts } from "../fakes/viewer/alerts.ts";
import { viewerPlant } from "../fakes/viewer/plant.ts";

const T0 = Date.UTC(2026, 10, 29, 8, 0, 0);
const HOUR = 3_600_000;
const withTags = (...tags: readonly string[]): Board =>
  tags.reduce((made, tag) => withSource(made, { tag }), EMPTY_BOARD);
const panesOf = ({ curves }: Board) => curves.map(({ pane }) => pane);

describe("[XR4] curves and panes of the board", () => {
  it("a curve below the last pane makes a new one, and an empty pane closes", () => {
    const two = movedTo(withTags("a", "b", "c"), "c1", 5);
    expect([panesOf(two), paneCount(two)]).toEqual([[0, 1, 0], 2]);
    const three = movedTo(two, "c2", 2);
    expect(panesOf(three)).toEqual([0, 1, 2]);
    expect(panesOf(movedTo(three, "c1", 0))).toEqual([0, 0, 1]);
    expect(panesOf(without(three, "c1"))).toEqual([0, 1]);
  });

  it("a tag is there once: adding it again moves it only where a pane is named", () => {
    const one = withTags("a", "b");
    expect(withSource(one, { tag: "a" })).toBe(one);
    expect(panesOf(withSource(one, { tag: "a" }, { pane: 1 }))).toEqual([1, 0]);
  });

  it("[XR3] a curve keeps its colour, and a new one takes a free one", () => {
    const left = without(withTags("a", "b", "c"), "c1");
    expect(withSource(left, { tag: "d" }).curves.map(({ slot }) => slot)).toEqual([0, 2, 1]);
  });

  it("[XR15] ends of an axis go with their pane, and leave with it", () => {
    const two = withEnds(movedTo(withTags("a", "b", "c"), "c2", 1), { pane: 1, unit: "Cel", min: 0 });
    expect(movedTo(two, "c1", 2).ends).toEqual([{ pane: 1, unit: "Cel", min: 0 }]);
    expect(movedTo(movedTo(two, "c0", 1), "c1", 1).ends).toEqual([{ pane: 0, unit: "Cel", min: 0 }]);
    expect(without(two, "c2").ends).toEqual([]);
    expect(withEnds(two, { pane: 1, unit: "Cel", max: 9 }).ends).toEqual([{ pane: 1, unit: "Cel", max: 9 }]);
    expect(withEnds(two, { pane: 1, unit: "Cel" }).ends).toEqual([]);
  });

  it("zooms around the instant under the pointer, within bounds", () => {
    const span = zoomedAt({ fromMs: 0, toMs: 100_000 }, 25_000, 0.5);
    expect(span).toEqual({ kind: "fixed", fromMs: 12_500, toMs: 62_500 });
    const least = zoomedAt({ fromMs: 0, toMs: 300 }, 150, 0.001);
    expect(least).toEqual({ kind: "fixed", fromMs: 50, toMs: 250 });
  });
});

describe("[XR6] links and saved views", () => {
  const full: Board = {
    ...movedTo(withTags("urn:plant:1#spindle/speed", "urn:plant:1#温度"), "c1", 1),
    kind: "xy",
    span: { kind: "fixed", fromMs: T0, toMs: T0 + HOUR },
    compare: [
      { kind: "offset", seconds: 86_400 },
      { kind: "aligned", fromMs: T0 - HOUR, toMs: T0, anchorMs: T0, name: "件 7" },
    ],
    cursors: [T0 + 1, T0 + 2],
    ends: [{ pane: 1, unit: "Cel", min: -5, max: 90 }],
    showsPlantAlerts: true,
    x: "c1",
    showsNotes: false,
  };
  const naming = { unitOf: () => "Cel", assets: ["urn:plant:1" as AssetUid] };

  it("hold the whole question", () => {
    const content = contentOf(full, "a view", naming);
    expect(content.panes.map(({ id }) => id)).toEqual(["p0", "p1"]);
    expect(boardOf(content)).toEqual(full);
    expect(boardOfLink(linkTextOf(content))).toEqual(full);
    expect(parseAddress(formatAddress({ screen: "explore", explore: linkTextOf(content) }))).toEqual({
      screen: "explore",
      explore: linkTextOf(content),
    });
  });

  it("a link that was cut, or is none, shows nothing and throws nothing", () => {
    const text = linkTextOf(contentOf(full, "a view", naming));
    for (const broken of [text.slice(0, 40), text.slice(0, -9), "%%%", "", btoa("{}"), btoa('{"curves":[]}')])
      expect(boardOfLink(broken)).toBeUndefined();
  });
});

describe("[XR8] the shown time", () => {
  afterEach(() => {
    vi.useRealTimers();
    board.value = EMPTY_BOARD;
  });

  it("moves in steps of about a pixel while it goes up to now, and rests when fixed", () => {
    vi.useFakeTimers({ now: T0 });
    moment.value = null;
    board.value = { ...EMPTY_BOARD, span: { kind: "last", seconds: 36_000 } };
    const tick = () => {
      vi.advanceTimersByTime(1000);
      second.value++;
      return shownSpan.value;
    };
    const seen = new Set(Array.from({ length: 72 }, tick));
    expect(seen.size).toBe(2);
    board.value = { ...EMPTY_BOARD, span: { kind: "fixed", fromMs: 1000, toMs: 2000 } };
    expect(new Set([tick(), tick()]).size).toBe(1);
    expect(spanOf(board.value, T0)).toEqual({ fromMs: 1000, toMs: 2000 });
  });
});

describe("[XR9] the questions to the edge", () => {
  const { plant, signals } = viewerPlant();
  const index = new PlantIndex(plant);
  index.setTags(signals.map(({ tag }) => tag));
  const asked: { path: string; body: { from: string; to: string; width: number; curves: object[] } }[] = [];

  const plan = { index, width: 900, nowMs: T0 + 2 * HOUR, silentSinceMs: () => undefined };
  let alerts: readonly object[];

  beforeEach(() => {
    asked.length = 0;
    alerts = [];
    vi.stubGlobal("fetch", (path: string, { body }: { body?: string } = {}) => {
      if (!path.startsWith("/api/v1/curves")) return Promise.resolve(Response.json({ gaps: [], alerts }));
      const question = JSON.parse(body ?? "") as (typeof asked)[number]["body"];
      asked.push({ path, body: question });
      const column = Float64Array.of(1, 2);
      const figures = { min: column, max: column, mean: column, last: column };
      const quality = new Uint8Array([QUALITY.good, QUALITY.good]);
      const from = Date.parse(question.from) * 1000;
      const step = (Date.parse(question.to) * 1000 - from) / 2;
      const bytes = encodeCurves({
        grid: { from, to: Date.parse(question.to) * 1000, origin: from, step, columns: 2 },
        rawFrom: (T0 + (HOUR * 3) / 4) * 1000,
        curves: question.curves.map(() => ({ ...figures, quality, unit: "W", resolution: "samples", stepUs: 0 })),
      });
      return Promise.resolve(new Response(bytes as Uint8Array<ArrayBuffer>));
    });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const machineTags = (label: string): readonly Tag[] =>
    index.tagsOf(plant.assets.find((one) => one.label === label)?.assetUid as AssetUid);

  it("one for all curves with the states of their machines, and one more for each compared time", async () => {
    const tags = ["CNC-101", "CNC-206"].flatMap((label) => machineTags(label).filter(({ type }) => type === "number"));
    expect(tags.length).toBeGreaterThan(5);
    const made = {
      ...withTags(...tags.map(({ tagUid }) => tagUid)),
      compare: [{ kind: "offset", seconds: 86_400 } as const],
    };
    const span = { fromMs: T0, toMs: T0 + HOUR };
    const answer = await loadBoard({ ...plan, board: made, span });
    expect(asked.map(({ body }) => [body.curves.length, body.width, body.from])).toEqual([
      [tags.length + 2, 900, new Date(T0).toISOString()],
      [tags.length, 900, new Date(T0 - 24 * HOUR).toISOString()],
    ]);
    expect(answer.curves.get("c0")?.columns.times).toBeInstanceOf(Float64Array);
    expect([answer.lanes.map(({ label }) => label), answer.compared[0]?.shiftMs, answer.rawFromMs]).toEqual([
      ["CNC-101", "CNC-206"],
      24 * HOUR,
      T0 + (HOUR * 3) / 4,
    ]);
  });

  it("[XR10] does not say that only roll-ups are kept where there is nothing older", async () => {
    const tag = machineTags("CNC-101").find(({ type }) => type === "number") as Tag;
    const at = (fromMs: number) => ({ ...plan, board: withTags(tag.tagUid), span: { fromMs, toMs: T0 + 2 * HOUR } });
    // The second one is that of a new plant: its first column begins before its first sample.
    for (const from of [HOUR, 0.7 * HOUR]) expect((await loadBoard(at(T0 + from))).rawFromMs).toBeNull();
  });

  it("[XR16] alerts are those of the shown machines, or of the whole plant", async () => {
    alerts = viewerAlerts(signals, T0 + HOUR).map((alert) => asHistory(alert, signals));
    const span = { fromMs: T0, toMs: T0 + HOUR };
    const tag = machineTags("CNC-206").find(({ type }) => type === "number") as Tag;
    const machinesOf = async (showsPlantAlerts: boolean) => {
      const board = { ...withTags(tag.tagUid), showsPlantAlerts };
      const answer = await loadBoard({ ...plan, board, span });
      return new Set(answer.alerts.map(({ assetUid }) => assetUid));
    };
    expect([...(await machinesOf(false))]).toEqual([tag.assetUid]);
    expect((await machinesOf(true)).size).toBeGreaterThan(1);
  });

  it("[XR1] a value of a silent source holds until it was last heard of", async () => {
    const span = { fromMs: T0, toMs: T0 + HOUR };
    const tag = machineTags("CNC-101").find(({ role }) => role === "item-state") as Tag;
    const silent = { silentSinceMs: () => T0 + 0.75 * HOUR };
    const answer = await loadBoard({ ...plan, board: withTags(tag.tagUid), span, ...silent });
    const columns = answer.curves.get("c0")?.columns;
    expect([columns?.times[1], columns?.untils[1]]).toEqual([T0 + HOUR / 2, T0 + 0.75 * HOUR]);
    expect(answer.lanes[0]?.stretches.at(-1)?.toMs).toBe(T0 + 0.75 * HOUR);
  });

  it("asks nothing while there is no curve", async () => {
    const span = { fromMs: T0, toMs: T0 + HOUR };
    await loadBoard({ ...plan, board: EMPTY_BOARD, span });
    expect(asked).toEqual([]);
  });

  it("[PG9] finds tags with numbers or states by the words of the search", () => {
    const found = searchTags(index, "206 spindle", { pinyin: undefined, first: undefined, most: 10 });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ assetUid, type }) => assetUid.endsWith("cnc-206") && type !== "text")).toBe(true);
    const first = plant.assets.find(({ label }) => label === "OVN-01") as Plant["assets"][number];
    const own = searchTags(index, "", { pinyin: undefined, first, most: 10 });
    expect(new Set(own.map(({ assetUid }) => assetUid))).toEqual(new Set([first.assetUid]));
  });
});

describe("[XR10] marks of alerts", () => {
  it("stand side by side where they would cover each other, and stay in the row", () => {
    expect(sideBySide([10, 12, 50, 95], { width: 20, right: 100 })).toEqual([10, 30, 50, 95]);
    expect(sideBySide([88, 90, 91], { width: 20, right: 100 })).toEqual([60, 80, 100]);
  });
});

describe("[XR13] letters of formulas", () => {
  it("stand for the curves of tags in their order, and only the used ones are sent", () => {
    const made = withSource(withTags("t0", "t1"), { expression: { text: "a", inputs: [{ name: "a", tag: "t0" }] } });
    const more = withSource(withSource(made, { tag: calculatedTagUid("f1") }), { tag: "t3" });
    expect(expressionOf(" a / (c + 1) ", more.curves)).toEqual({
      text: "a / (c + 1)",
      inputs: [
        { name: "a", tag: "t0" },
        { name: "c", tag: "t3" },
      ],
    });
    expect([0, 25, 26].map(letterOf)).toEqual(["a", "z", "a1"]);
  });
});

describe("[XR14] times are entered by the site's clock", () => {
  it("also around its changes", () => {
    expect(siteTimeMs("2026-11-29T16:00:00", "Asia/Shanghai")).toBe(T0);
    expect(siteTimeMs("2026-03-29T01:59:59", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 0, 59, 59));
    expect(siteTimeMs("2026-03-29T03:00:00", "Europe/Berlin")).toBe(Date.UTC(2026, 2, 29, 1, 0, 0));
    expect(siteTimeMs("2026-10-25T03:30:00", "Europe/Berlin")).toBe(Date.UTC(2026, 9, 25, 2, 30, 0));
    expect(siteTimeMs("2026-11-29 16:00", "Asia/Shanghai")).toBe(T0);
    expect([siteTimeMs("", "UTC"), siteTimeMs("29.11.2026", "UTC"), siteTimeMs("2026-13-01 00:00", "UTC")]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});
