import { expect, it } from "vitest";
import { liveRiskRules } from "../../../../edge/compose/alerting/live-risk-rules.ts";
import { StopStack } from "../../../../edge/compose/stop-stack.ts";
import { openVision } from "../../../../edge/compose/vision.ts";
import type { Finding } from "../../../../edge/contracts/alerts/detector.ts";
import type { Plant } from "../../../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { LiveRiskState } from "../../../../edge/contracts/safety/live-risk.ts";
import { VISION_EVENT, VISION_SCHEMA } from "../../../../edge/contracts/safety/vision.ts";
import { Type } from "../../../../edge/contracts/schema.ts";
import type { PlantConfig } from "../../../../edge/plugins.ts";
import { liveFields } from "../../../../edge/safety/live/config.ts";
import { visionFields } from "../../../../edge/safety/vision/config.ts";
import { cameraProblems } from "../../../../edge/safety/vision/problems.ts";
import { fits, withDefaults } from "../../../fakes/config/with-defaults.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";

const T0 = Date.UTC(2026, 2, 2) * 1000;
const FACTS = { purpose: "p", legalBasis: "l", retention: "r", assessedOn: "2026-03-01" };
const CONFIG = Type.Object({ ...liveFields, ...visionFields });
const camera = (id: string, more: object = {}) => ({
  ...{ id, name: { zh: `${id} 摄像头`, en: `camera ${id}` }, position: { x: 1, y: 1 }, headingDeg: 45 },
  ...{ zones: ["west"], ...more },
});

function config(written: object) {
  const safety = withDefaults(CONFIG, { people: { unsafeActs: FACTS }, ...written });
  if (!fits(CONFIG, safety)) throw new Error("it does not fit the schema");
  return safety;
}

/** An edge with two cameras; `at` sets its clock, s. */
function open(written: object = { cameras: [camera("A"), camera("B", { zones: ["west", "east"] })] }) {
  let nowUs = T0;
  let tick = (): unknown => undefined;
  const found: Finding[] = [];
  const polygon = (x: number) => [
    [x, 0],
    [x + 10, 0],
    [x + 10, 10],
    [x, 10],
  ]; // prettier-ignore
  const zones = ["west", "east"].map((id, n) => ({
    id,
    name: { zh: `${id} 区`, en: `zone ${id}` },
    polygon: polygon(10 * n),
  }));
  const opened = openVision(
    {
      config: { safety: config(written) } as unknown as PlantConfig,
      book: { apply: (findings) => void found.push(...findings) } as Parameters<typeof openVision>[0]["book"],
      jobs: {
        start: ({ run }: { run: () => unknown }) => {
          tick = run;
          return { stop: async () => undefined };
        },
      } as unknown as Parameters<typeof openVision>[0]["jobs"],
      log: { error: () => undefined } as never,
      now: () => nowUs,
      plant: { zones } as unknown as Plant,
      edgeUid: "urn:t:edge" as AssetUid,
    },
    new StopStack(1_000, { info: () => undefined } as never),
  );
  let n = 0;
  const event = (more: object = {}) => ({
    ...{ schema: VISION_SCHEMA, eventId: `e-${++n}`, camera: "A", kind: "no-helmet", confidence: 0.9 },
    ...{ time: new Date(nowUs / 1000).toISOString(), ...more },
  });
  const at = (s: number) => {
    nowUs = T0 + s * 1e6;
    tick();
  };
  const send = (more?: object) => opened.vision.take(event(more));
  const count = (name: string) => opened.vision.state().counts[name];
  return { ...opened, found, event, at, send, count };
}

it("[VE8] one act of two cameras is one advisory that names kind, zone, cameras and confidence, and nobody", () => {
  const edge = open();
  const position = { x: 4.25, y: 5.75, error95: 0.5 };
  edge.send({ position, track: "t-77", time: new Date(T0 / 1000).toISOString() });
  edge.at(1);
  edge.send({ camera: "B", position });
  edge.at(2);
  expect(edge.found).toHaveLength(1);
  expect(edge.found[0]).toMatchObject({
    rule: "live-risk/no-helmet/west",
    standing: true,
    kind: "safety",
    evidence: [],
  });
  expect(edge.found[0]?.message.en).toBe(
    "zone west: no helmet, confidence 0.90 (camera A; advisory, not a safety function)",
  );
  expect(edge.found[0]?.message.zh).toContain("不是安全功能");
  expect(edge.vision.state().acts).toMatchObject([{ kind: "no-helmet", zone: "west", cameras: ["A", "B"] }]);
  expect(edge.vision.state().acts[0]?.confidence).toBeCloseTo(0.99, 9);
  const said = JSON.stringify([edge.found, edge.vision.state()]);
  expect(said).not.toMatch(/t-77|4\.25|5\.75/);
  edge.at(10);
  edge.send({ kind: "alive" });
  edge.at(25);
  expect(edge.found.at(-1)).toMatchObject({ rule: "live-risk/no-helmet/west", standing: false });
  expect(liveRiskRules().attributes?.get("live-risk/no-helmet/west\nx")?.annunciation).toBe("advisory");
});

it("[VE8] two acts of a kind in a zone are two alerts, and a camera without zones names itself", () => {
  const edge = open({ cameras: [camera("A", { zones: [] })] });
  edge.send({ position: { x: 1, y: 1 }, track: "t-1" });
  edge.send({ position: { x: 9, y: 9 }, track: "t-2" });
  edge.send({ kind: "smoking" });
  edge.send({ kind: "smoking" });
  edge.at(1);
  expect(edge.found.map(({ rule }) => rule)).toEqual([
    ...["live-risk/no-helmet/west", "live-risk/no-helmet/west/2", "live-risk/smoking/@A"],
  ]);
  expect(edge.found[2]?.message.en).toContain("camera A: smoking");
});

it("[VE9] an act whose cameras are not heard any more does not end, and is unknown", () => {
  const edge = open();
  edge.send();
  for (let s = 1; s < 300; s += 10) edge.at(s);
  expect(edge.found.every(({ standing }) => standing)).toBe(true);
  const none = { known: 0, unknown: 0, refused: 0 };
  const tracks: LiveRiskState = {
    ...{ at: Number.NaN, functions: [], people: none, robots: none, vehicles: none, indications: [], zones: [] },
  };
  const state = edge.risk({ version: 0, onChange: () => undefined, state: () => tracks }).state();
  expect(state.indications).toMatchObject([{ kind: "no-helmet", zone: "west", isUnknown: true }]);
  edge.send({ kind: "alive" });
  edge.at(301);
  expect(edge.found.at(-1)?.standing).toBe(false);
});

it("[VE13] [VE10] the risk of a zone is its highest cause, acts among them; a blind zone has one unknown more", () => {
  const edge = open();
  edge.send({ kind: "fall" });
  const none = { known: 0, unknown: 0, refused: 0 };
  const tracks: LiveRiskState = {
    ...{ at: T0, functions: ["occupancy"], people: none, robots: none, vehicles: none },
    indications: [{ kind: "conflict-person", since: T0, zone: "west", isUnknown: false, level: 0.5 }],
    zones: [
      { zone: "west", level: 0.5, causes: ["conflict-person"], unknown: 0, people: { known: 1, unknown: 0 } },
      { zone: "east", level: 0, causes: [], unknown: 0, people: { known: 0, unknown: 2 } },
    ],
  };
  expect(edge.risk({ version: 0, onChange: () => undefined, state: () => tracks }).state().zones).toEqual([
    { zone: "west", level: 1, causes: ["fall", "conflict-person"], unknown: 0, people: { known: 1, unknown: 0 } },
    { zone: "east", level: 0, causes: [], unknown: 1, people: { known: 0, unknown: 2 } },
  ]);
});

it("[VE3] vision events leave the path before the log, whatever becomes of them", () => {
  const edge = open();
  const log = new FakeInlet();
  const inlet = edge.inletOf(log);
  const base = { eventUid: "u", time: T0, receivedAt: T0, schema: "x/1" };
  inlet.pushEvents({
    events: [
      { ...base, type: VISION_EVENT, payload: { source: "s", event: edge.event() } },
      { ...base, type: VISION_EVENT, payload: { source: "s", event: "nonsense" } },
      { ...base, type: "order.changed", payload: {} },
    ],
  });
  expect(log.events.map(({ type }) => type)).toEqual(["order.changed"]);
  expect([edge.count("taken"), edge.count("malformed")]).toEqual([1, 1]);
});

it("[VE5] unsafe acts are refused until their four facts are there; smoke is about a place", () => {
  const edge = open({ people: { unsafeActs: { purpose: "why" } }, cameras: [camera("A")] });
  expect(edge.send()).toMatchObject({ result: "refused", field: "kind" });
  expect(edge.send({ kind: "smoke-fire" })).toEqual({ result: "taken" });
  edge.at(1);
  expect(edge.found.map(({ rule }) => rule)).toEqual(["live-risk/smoke-fire/west"]);
  expect(edge.vision.state()).toMatchObject({ isOn: false, counts: { off: 1, taken: 1 } });
});

it("[VE4] repeated, late, too many and unknown ones are counted by their reason", () => {
  const edge = open({ cameras: [camera("A", { clockOffsetMs: 5_000 })], vision: { eventsPerS: 2 } });
  const event = edge.event();
  expect(edge.vision.take(event)).toEqual({ result: "taken" });
  expect(edge.vision.take(event)).toEqual({ result: "repeated" });
  expect(edge.send({ camera: "X" })).toMatchObject({ field: "camera" });
  expect(edge.send({ zone: "nowhere" })).toMatchObject({ field: "zone" });
  expect(edge.send({ time: new Date(T0 / 1000 - 56_000).toISOString() })).toMatchObject({ field: "time" });
  expect(edge.send({ time: new Date(T0 / 1000 + 60_000).toISOString() })).toEqual({ result: "taken" });
  const more = Array.from({ length: 20 }, () => edge.send());
  expect(more.at(-1)).toMatchObject({ result: "refused", field: "" });
  expect(edge.vision.state().counts).toMatchObject({
    ...{ taken: 7, repeated: 1, unknownCamera: 1, unknownZone: 1, late: 1, clockAhead: 1, limited: 15 },
  });
});

it("[VE10] a zone is blind while no camera that sees it is heard", () => {
  const edge = open();
  const blind = () => edge.vision.state().zones.flatMap(({ zone, isBlind }) => (isBlind ? [zone] : []));
  expect(blind()).toEqual(["west", "east"]);
  edge.send({ kind: "alive" });
  expect(blind()).toEqual(["east"]);
  edge.send({ kind: "alive", camera: "B" });
  expect(blind()).toEqual([]);
  edge.at(70);
  edge.send({ kind: "alive", camera: "B" });
  expect(edge.vision.state().cameras.map(({ state }) => state)).toEqual(["silent", "heard"]);
  expect(blind()).toEqual([]);
});

it("[VE11] the config's check names what is wrong with a camera", () => {
  const root = { zones: [{ id: "west" }], floor: { width: 20, depth: 10 } };
  const problems = (written: object) =>
    cameraProblems(config(written), root).map(({ steps, code }) => [steps.join("."), code]);
  expect(problems({ cameras: [camera("A", { address: "rtsp://10.0.0.7:554/main" })] })).toEqual([]);
  const cameras = [
    camera("A", { address: "rtsp://admin:pw@10.0.0.7/main" }),
    camera("A", { zones: ["nowhere"] }),
    camera("B", { position: { x: 30, y: 1 }, address: "10.0.0.7" }),
  ];
  expect(problems({ cameras, vision: { keepAt: 0.9 } })).toEqual([
    ["safety.cameras.0.address", "camera-secret"],
    ["safety.cameras.1.id", "camera-twice"],
    ["safety.cameras.1.zones.0", "camera-no-zone"],
    ["safety.cameras.2.position", "camera-outside"],
    ["safety.cameras.2.address", "camera-address"],
    ["safety.vision.keepAt", "vision-thresholds"],
  ]);
});

it("[VE14] the config's check names what pictures of unsafe acts lack", () => {
  const problems = (written: object, evidenceDays = 30) =>
    cameraProblems(config(written), { personal: { evidenceDays } }).map(({ steps, code }) => [steps.join("."), code]);
  const vision = { keepPictures: true };
  const facts = { purpose: "p", legalBasis: "l", retention: "r", assessedOn: "2026-03-01" };
  expect(problems({ vision, people: { unsafeActs: facts } })).toEqual([]);
  expect(problems({ vision, people: { unsafeActs: { purpose: "p" } } }, 0)).toEqual([
    ["safety.vision.keepPictures", "vision-pictures-facts"],
    ["safety.vision.keepPictures", "vision-pictures-days"],
  ]);
});

it("[VE10] with every camera heard and nothing standing, live risk is of now and not old", () => {
  const edge = open();
  edge.send({ kind: "alive" });
  edge.send({ kind: "alive", camera: "B" });
  edge.at(2);
  const none = { known: 0, unknown: 0, refused: 0 };
  const tracks: LiveRiskState = {
    ...{ at: Number.NaN, functions: [], people: none, robots: none, vehicles: none, indications: [], zones: [] },
  };
  const state = edge.risk({ version: 0, onChange: () => undefined, state: () => tracks }).state();
  expect([state.at, state.zones, state.indications]).toEqual([T0 + 2e6, [], []]);
});

it("[VE8] a clock that is set back does not keep a raised act", () => {
  const edge = open();
  edge.at(4000);
  edge.send();
  edge.at(4001);
  expect(edge.found.at(-1)?.standing).toBe(true);
  // An hour back; the cameras go on.
  edge.at(400);
  edge.send({ kind: "alive" });
  edge.at(440);
  edge.send({ kind: "alive" });
  edge.at(441);
  expect(edge.found.at(-1)?.standing).toBe(false);
});
