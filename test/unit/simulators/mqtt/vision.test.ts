import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadConfig } from "../../../../edge/config/load.ts";
import type { Finding } from "../../../../edge/contracts/alerts/detector.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { plugins } from "../../../../edge/plugins.ts";
import { VisionWatch } from "../../../../edge/safety/vision/vision-watch.ts";
import { Clocks } from "../../../../simulators/clocks.ts";
import type { PlantModel, WireFault } from "../../../../simulators/kernel/contract.ts";
import { Random } from "../../../../simulators/kernel/random.ts";
import { CAMERAS, sees } from "../../../../simulators/speak/mqtt/cameras.ts";
import { Line, type Link } from "../../../../simulators/speak/mqtt/line.ts";
import { visionSystem } from "../../../../simulators/speak/mqtt/vision.ts";
import { Wire } from "../../../../simulators/wire.ts";

const T0_MS = Date.UTC(2026, 2, 2);
const demo = loadConfig(join(import.meta.dirname, "../../../../config/demo"), plugins, { env: {} });

/** Cameras miss one act in a hundred, and each seed another one: the story has a seed of its own. */
const STORY = 41;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

const fault = (kind: string, parameters: WireFault["parameters"]): WireFault => ({
  ...{ id: kind, kind, target: "positioning", severity: 1, sinceMs: T0_MS, parameters },
});

/** A vision system that looks twice a second at two people who stand in the demo plant, and an edge that hears it. */
async function run(forS: number, faultsAt: (s: number) => readonly WireFault[]) {
  const people = [
    { id: "P-01", x: 31, y: 48.4, present: true },
    { id: "P-04", x: 91, y: 48.8, present: true },
  ];
  const plant = { nowMs: T0_MS, safety: { people }, wireFaults: [] as readonly WireFault[] };
  const model = plant as unknown as PlantModel;
  const wire = new Wire(model);
  const line = new Line("positioning", { wire, clocks: new Clocks(wire), random: new Random(STORY) });
  const { safety, zones } = await demo;
  const watch = new VisionWatch({ ...safety, plant: { zones }, edgeUid: "urn:t:edge" as AssetUid });
  const nowUs = () => plant.nowMs * 1000;
  const outcomes: string[] = [];
  const link = {
    publish: (_topic: string, payload: string) => void outcomes.push(watch.take(JSON.parse(payload), nowUs()).result),
  };
  const gone = new AbortController();
  await visionSystem(model, line, STORY).online(link as unknown as Link, gone.signal);
  const found: Finding[] = [];
  for (let look = 1; look <= 2 * forS; look++) {
    plant.nowMs = T0_MS + 500 * look;
    plant.wireFaults = faultsAt(look / 2);
    vi.advanceTimersByTime(500);
    found.push(...watch.tick(nowUs()));
  }
  gone.abort();
  return { watch, found, outcomes, state: watch.state(nowUs()) };
}

it("[PM41] an unsafe act is reported by the cameras that see it, follows the schema, and is one advisory", async () => {
  const act = fault("unsafe-act", { act: "no-helmet", person: "P-01" });
  const { found, outcomes } = await run(120, (s) => (s > 20 && s < 60 ? [act] : []));
  expect(outcomes.filter((result) => result === "refused")).toEqual([]);
  const helmets = found.filter(({ rule }) => rule === "live-risk/no-helmet/turning");
  expect(helmets[0]?.standing).toBe(true);
  expect(helmets.filter(({ standing }) => !standing)).toHaveLength(1);
  expect(helmets[0]?.at).toBeGreaterThan((T0_MS + 20_000) * 1000);
});

it("[PM42] a camera that is silent leaves its zone blind, and others not", async () => {
  const { state } = await run(120, (s) => (s > 20 ? [fault("camera-silent", { camera: "CAM-03" })] : []));
  expect(state.cameras.find(({ id }) => id === "CAM-03")?.state).toBe("silent");
  expect(state.zones.filter(({ isBlind }) => isBlind).map(({ zone }) => zone)).toEqual(["finishing"]);
});

it("[PM41] machines and bodies hide people from a camera; the demo config has the same cameras", async () => {
  const [, , camera] = CAMERAS;
  if (camera === undefined) throw new Error("there is no such camera");
  const person = { x: 91, y: 48.8 };
  const between = { x: (camera.x + person.x) / 2, y: (camera.y + person.y) / 2 };
  expect([sees(camera, person, [person]), sees(camera, person, [person, between])]).toEqual([true, false]);
  expect(sees(camera, { x: 40, y: 48 }, [])).toBe(false);
  const { safety } = await demo;
  expect(
    safety.cameras.map(({ id, position, headingDeg, viewDeg, rangeM }) => {
      return { id, ...position, headingDeg, viewDeg, rangeM };
    }),
  ).toEqual(CAMERAS);
});
