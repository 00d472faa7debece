import { expect, it } from "vitest";
import { RoadMap } from "../../edge/contracts/plant/road-map.ts";
import type { TagRole } from "../../edge/contracts/plant/tag.ts";
import { FutureFeed, SOME_PIECE, vehiclesIn } from "../../twin-viewer/src/data/future-feed.ts";
import { FutureStatesAt, stepAt } from "../../twin-viewer/src/data/future-states.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { alongWay } from "../../twin-viewer/src/data/on-way.ts";
import { workTags } from "../../twin-viewer/src/data/pieces.ts";
import { futurePicture } from "../../twin-viewer/src/screens/forecast/scene/future-picture.ts";
import "../../twin-viewer/src/i18n/forecasts-catalogue.ts";
import { statesAnswer } from "../fakes/viewer/future-states.ts";
import { viewerIndex } from "./layer-facts.ts";

const INDEX = viewerIndex();
const ROADS = new RoadMap(INDEX.plant.routes);
const START_MS = Date.UTC(2026, 2, 2, 8);
const spotOf = (label: string) => {
  const pose = INDEX.byLabel(label)?.pose;
  return pose === undefined ? undefined : ([pose.x, pose.y] as const);
};
const futureOf = (number: number) => new FutureStatesAt(statesAnswer(number, 8, "f"), ROADS, spotOf);

it("[FK69] vehicles go along the road map, by the shortest way, and rest at its end", () => {
  const way = ROADS.way("N17", "N18");
  expect(way).toEqual([
    [16, 46],
    [33, 46],
  ]);
  expect(alongWay(way, 0.5)).toMatchObject({ x: 24.5, y: 46, yaw: 0 });
  expect(alongWay(ROADS.way("N18", "N18"), 0.5)).toMatchObject({ x: 33, y: 46 });
  // Round the corner: N18, N19, N3, N23, N4.
  expect(ROADS.way("N18", "N4")).toHaveLength(5);
  const at = futureOf(0);
  const [sent, loaded] = [0, 90];
  expect(at.vehicleAt(0, sent + 45)).toMatchObject({ pieces: 0, ride: { to: "RCK-01" }, at: { x: 16, y: 46 } });
  const half = at.vehicleAt(0, loaded + 75);
  expect(half).toMatchObject({ pieces: 4, ride: { from: "RCK-01", to: "BUF-TURN-IN" }, at: { x: 24.5, y: 46 } });
  expect(at.vehicleAt(0, 300)).toMatchObject({ pieces: 0, ride: undefined, at: { x: 33, y: 46 } });
  // Before its first ride, and after the rides that were kept, nobody knows where it is.
  expect(at.vehicleAt(5, 10).at).toBeUndefined();
  const cut = new FutureStatesAt({ ...statesAnswer(0, 8, "f"), ridesUntilS: 3600 }, ROADS, spotOf);
  expect(cut.vehicleAt(0, 3700).at).toBeUndefined();
});

it("[FK69] the step that has begun counts, and the last one is the end", () => {
  const states = statesAnswer(0, 8, "f");
  expect([0, 59.9, 60, 28_800, 99_999].map((seconds) => stepAt(states, seconds))).toEqual([0, 0, 1, 480, 480]);
  const at = futureOf(1);
  expect([at.stateOf("CNC-101", 3599), at.stateOf("CNC-101", 3600)]).not.toContain(undefined);
  expect(at.stateOf("CNC-101", 3600)).toBe("down");
  expect(at.stateOf("NONE", 0)).toBeUndefined();
});

it("[FK70] a mirror hears of states, pieces and vehicles only: everything else is unknown", () => {
  const mirror = new Mirror();
  mirror.setTags(INDEX.plant.assets.flatMap(({ assetUid }) => INDEX.tagsOf(assetUid)));
  mirror.setPast(true);
  mirror.setReachable(true);
  const feed = new FutureFeed(futureOf(1), INDEX, START_MS);
  mirror.apply(feed.batchAt(7200));
  const uid = (label: string) => INDEX.byLabel(label)?.assetUid ?? ("" as never);
  const toldOf = (label: string, role: TagRole) => mirror.value(INDEX.tagWith(uid(label), role)?.ref ?? (0 as never));
  expect(toldOf("CNC-101", "item-state")).toBe(1);
  expect(toldOf("CNV-01", "pieces-on-board")).toBe(futureOf(1).piecesAt("CNV-01", 7200));
  const { piece } = workTags(INDEX, uid("CNC-102"));
  if (piece !== undefined) expect(["", SOME_PIECE]).toContain(mirror.text(piece.ref));
  const roles = new Set(
    mirror
      .tags()
      .filter(({ ref }) => mirror.freshness(ref) !== "none")
      .map(({ role, component, signal }) => role ?? `${component}/${signal}`),
  );
  const told = ["item-state", "pieces-on-board", "agv-x", "agv-y", "agv-theta", "agv-load", "workpiece/id"];
  expect([...roles].filter((role) => !told.includes(role) && role !== "gripper/piece")).toEqual([]);
  expect(mirror.time(INDEX.tagWith(uid("CNC-101"), "item-state")?.ref ?? (0 as never))).toBe(1000 * (START_MS + 7.2e6));
  // Before a vehicle's first ride it has no place, also after one at which it had.
  const vehicle = vehiclesIn(INDEX)[5];
  const x = INDEX.tagWith(vehicle?.assetUid ?? ("" as never), "agv-x")?.ref ?? (0 as never);
  expect(mirror.freshness(x)).toBe("live");
  mirror.apply(feed.batchAt(10));
  expect(mirror.freshness(x)).toBe("none");
});

it("[FK72] two futures at one moment: bars beside each other, and differences in pieces and states", () => {
  const [main, other] = [0, 1].map((number) => ({
    number,
    figures: { name: "lathe out" } as never,
    at: futureOf(number),
    feed: {} as never,
  }));
  if (main === undefined) throw new Error("no future");
  const shown = { main, other: null, index: INDEX, seconds: 7200 };
  const [alone, both] = [futurePicture(shown), futurePicture({ ...shown, other: other ?? null })];
  expect(both.floor.length).toBeGreaterThan(alone.floor.length);
  expect(alone.legend).toHaveLength(1);
  expect(both.legend.map(({ text }) => text)).toEqual([
    "legend.future-fill",
    "legend.future-fill-other",
    "legend.future-ghost",
  ]);
  const labelOf = (label: string) => both.labels.find(({ title }) => title === label)?.value;
  expect(labelOf("CNC-101")).toMatch(/⟷ (down|停机)/);
  expect(labelOf("BUF-TURN-OUT")).toMatch(/\d+ .*24 ⟷ \d+ \([−+]?\d+\)/);
});
