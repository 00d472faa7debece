import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { HistorianReader } from "../../../edge/contracts/path/historian.ts";
import { PEOPLE_COUNTED } from "../../../edge/contracts/plant/people.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { createTwin } from "../../../edge/model/twin.ts";
import { personalPath } from "../../../edge/privacy/personal.ts";
import { FakeInlet } from "../../fakes/source/inlet.ts";
import { batchOf, FakeTags, fakeTag } from "../../fakes/source/tags.ts";

/** Two tracked people, a robot at (50, 20), and the kept data. */

const S = 1_000_000;
const T0 = 1_764_000_000 * S;
const [NEAR, FAR, ROBOT] = ["urn:t:near", "urn:t:far", "urn:t:robot"] as AssetUid[] as [AssetUid, AssetUid, AssetUid];
const AWAY = "urn:t:away" as AssetUid;
const box = (x: number, y: number, depth: number): [number, number][] => [
  [x, y],
  [x + 10, y],
  [x + 10, y + depth],
  [x, y + depth],
];

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-people-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function setUp(evidenceDays = 30) {
  const place = (ref: number, assetUid: AssetUid, role: "person-x" | "person-y", unit = "m") =>
    fakeTag(ref, { assetUid, role, unit, class: "personal" });
  const tags = new FakeTags([
    place(0, NEAR, "person-x"),
    place(1, NEAR, "person-y"),
    place(2, FAR, "person-x", "mm"),
    place(3, FAR, "person-y", "mm"),
    fakeTag(4, { assetUid: ROBOT }),
  ]);
  const plant = {
    assets: [
      { assetUid: NEAR },
      { assetUid: FAR, map: "uwb" },
      { assetUid: ROBOT, pose: { x: 50, y: 20, z: 0, yawDeg: 0 } },
      { assetUid: AWAY, pose: { x: 50, y: 300, z: 0, yawDeg: 0 } },
    ],
    maps: [{ id: "uwb", scale: 1, rotateDeg: 90, x: 100, y: 0 }],
    zones: [
      { id: "cell", polygon: box(45, 15, 10) },
      { id: "store", polygon: box(95, 0, 25) },
      { id: "yard", polygon: box(0, 50, 10) },
    ],
  } as unknown as Plant;
  const log = new FakeInlet();
  const path = personalPath({
    plant,
    tags,
    twin: createTwin({ tags, links: [] }),
    inlet: log,
    historian: {} as HistorianReader,
    evidenceDir: join(dir, "personal"),
    evidenceDays,
    log: pino({ level: "silent" }),
  });
  if (path === undefined) throw new Error("expected a path");
  /** Their positions in that second: one walks past the robot, the other stands at (98, 5). */
  const second = (n: number) => {
    const time = T0 + n * S;
    path.inlet.push(
      batchOf(
        [n, 20, 5_000, 2_000].map((value, ref) => ({ ref, time, value })),
        time,
      ),
    );
    path.tick(time);
  };
  const walk = (from: number, to: number) => {
    for (let n = from; n < to; n++) second(n);
  };
  return { path, log, walk };
}

const alert = (at: number, over: Partial<AlertView> = {}) =>
  ({
    alertUid: "a-1",
    occurrenceUid: `o-${at}`,
    kind: "safety",
    rule: "presence/cell",
    assetUid: ROBOT,
    raisedAt: T0 + at * S,
    ...over,
  }) as AlertView;

it("[P6] only the maximum number of people in a zone per minute is stored, and whether positions were known", () => {
  const { path, log, walk } = setUp();
  walk(0, 125);
  path.tick(T0 + 185 * S);
  path.tick(T0 + 245 * S);
  const counted = log.events.filter(({ type }) => type === PEOPLE_COUNTED);
  expect(counted.map(({ time, payload }) => [(time - T0) / S, payload])).toEqual([
    [
      0,
      {
        heardS: 60,
        zones: [
          { id: "store", most: 1 },
          { id: "cell", most: 1 },
        ],
      },
    ],
    [60, { heardS: 60, zones: [{ id: "store", most: 2 }] }],
    // The last position is of second 124, and holds for ten seconds.
    [120, { heardS: 15, zones: [{ id: "store", most: 1 }] }],
    [180, { heardS: 0, zones: [] }],
  ]);
  expect(JSON.stringify(counted)).not.toContain("urn:t:");
});

it("[P6] entering a zone counts in its own minute, however late it arrives, and in the next while staying", () => {
  const { path, log } = setUp();
  const report = (at: number, receivedAt: number, x: number) =>
    path.inlet.push(
      batchOf(
        [
          { ref: 0, time: T0 + at * S, value: x },
          { ref: 1, time: T0 + at * S, value: 20 },
        ],
        T0 + receivedAt * S,
      ),
    );
  for (let n = 0; n < 190; n++) {
    if (n === 58) report(57.8, 57.9, 44);
    // Measured 0.2 s before the end of the minute, received a second after it.
    if (n === 61) report(59.8, 60.9, 46);
    if (n === 68) report(67.5, 67.6, 47);
    // A clock that is a minute ahead is not trusted: the person is in the zone when the sample arrived.
    if (n === 125) report(190, 124.5, 48);
    path.tick(T0 + n * S);
  }
  const most = log.events
    .filter(({ type }) => type === PEOPLE_COUNTED)
    .map(({ time, payload }) => [
      (time - T0) / S,
      (payload["zones"] as { id: string; most: number }[]).map(({ id }) => id),
    ]);
  expect(most).toEqual([
    [0, ["cell"]],
    [60, ["cell"]],
    [120, ["cell"]],
  ]);
});

it("[P6] counts from before a suspension are reported, and none are invented for the time in between", () => {
  const { path, log, walk } = setUp();
  walk(0, 30);
  path.tick(T0 + 3_600 * S);
  path.tick(T0 + 3_663 * S);
  const counted = log.events.filter(({ type }) => type === PEOPLE_COUNTED);
  expect(counted.map(({ time, payload }) => [(time - T0) / S, payload["heardS"]])).toEqual([
    [0, 29],
    [3_540, 0],
    [3_600, 0],
  ]);
});

it("[P7] a safety alert keeps the paths of people nearby for a minute, without names, readable by the owner", () => {
  const { path, walk } = setUp();
  walk(0, 50);
  path.hear(alert(50), T0 + 50 * S);
  // An acknowledgement changes the alert too; it stays one occurrence.
  path.hear(alert(50), T0 + 51 * S);
  walk(50, 79);
  expect(path.evidence.read("a-1")).toEqual([]);
  walk(79, 120);
  const [kept, ...more] = path.evidence.read("a-1");
  expect(more).toEqual([]);
  expect(kept?.people).toHaveLength(1);
  expect(kept?.people[0]?.x).toEqual(Array.from({ length: 60 }, (_, i) => 20 + i));
  expect(new Set(kept?.people[0]?.y)).toEqual(new Set([20]));
  expect([kept?.people[0]?.times[0], kept?.at]).toEqual([T0 + 20 * S, T0 + 50 * S]);
  const files = readdirSync(join(dir, "personal"));
  expect(files).toEqual(["a-1_o-50.json"]);
  expect(readFileSync(join(dir, "personal", "a-1_o-50.json"), "utf8")).not.toContain("urn:t:");
  expect([
    statSync(join(dir, "personal")).mode & 0o777,
    statSync(join(dir, "personal", "a-1_o-50.json")).mode & 0o777,
  ]).toEqual([0o700, 0o600]);
});

it.each<[string, AlertView, number]>([
  ["an alert of a process", alert(50, { kind: "process" }), 30],
  ["an alert whose asset had nobody near", alert(50, { assetUid: AWAY }), 30],
  ["an alert that was raised before the memory begins", alert(-60), 30],
  ["any alert if the config keeps none", alert(50), 0],
])("[P7] %s keeps nothing", (_, one, days) => {
  const { path, walk } = setUp(days);
  walk(0, 51);
  path.hear(one, T0 + 51 * S);
  walk(51, 90);
  path.close();
  expect(path.evidence.read("a-1")).toEqual([]);
});

it("[P7] an occurrence that the edge's stop cuts short is kept in part, and all kept data expire", () => {
  const { path, walk } = setUp();
  walk(0, 55);
  path.hear(alert(50), T0 + 50 * S);
  path.close();
  expect(path.evidence.read("a-1")[0]?.people[0]?.x.length).toBe(35);
  const old = Date.now() / 1000 - 31 * 86_400;
  utimesSync(join(dir, "personal", "a-1_o-50.json"), old, old);
  path.tick(Date.now() * 1000);
  expect(path.evidence.read("a-1")).toEqual([]);
});

it("[P9] live risk is advisory and keeps nothing", () => {
  const { path, walk } = setUp();
  walk(0, 60);
  path.hear(alert(60, { rule: "live-risk/person-vehicle" }), T0 + 60 * S);
  walk(60, 100);
  expect(path.evidence.read("a-1")).toEqual([]);
});
