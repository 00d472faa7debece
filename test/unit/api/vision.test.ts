/** Vision events over the API: rules VE1, VE2, P10. */
import { expect, it } from "vitest";
import { refusalFor } from "../../../edge/api/permissions.ts";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { VISION_SCHEMA } from "../../../edge/contracts/safety/vision.ts";
import { Type } from "../../../edge/contracts/schema.ts";
import { liveFields } from "../../../edge/safety/live/config.ts";
import { visionFields } from "../../../edge/safety/vision/config.ts";
import { VisionWatch } from "../../../edge/safety/vision/vision-watch.ts";
import { withDefaults } from "../../fakes/config/with-defaults.ts";
import { WorkApi } from "./routes/work/work-api.ts";

const NOW_US = Date.UTC(2026, 2, 2) * 1000;
const unsafeActs = { purpose: "p", legalBasis: "l", retention: "r", assessedOn: "2026-03-01" };
const camera = { id: "A", name: { zh: "甲", en: "A" }, position: { x: 1, y: 1 }, headingDeg: 0, zones: ["west"] };
const watch = new VisionWatch({
  ...withDefaults(Type.Object({ ...liveFields, ...visionFields }), { people: { unsafeActs }, cameras: [camera] }),
  plant: { zones: [{ id: "west", name: { zh: "西", en: "west" }, kind: "area", polygon: [] }] },
  edgeUid: "urn:t:edge" as AssetUid,
});
const api = new WorkApi(
  (): Partial<ApiDeps> => ({
    vision: { take: (event) => watch.take(event, NOW_US), state: () => watch.state(NOW_US) },
  }),
);
const EVENTS = "/api/v1/safety/vision/events";
const event = (eventId: string, more: object = {}) => ({
  ...{ schema: VISION_SCHEMA, eventId, camera: "A", time: "2026-03-02T00:00:00Z", kind: "running", confidence: 0.9 },
  ...{ position: { x: 3.25, y: 4.75 }, track: "t-7", ...more },
});

it("[VE2] [P10] events are handed over, refused ones are named by their member, and no place is answered", async () => {
  const events = [event("e-1"), event("e-1"), event("e-2", { confidence: 2 }), "x", event("e-3", { kind: "alive" })];
  const { status, body } = await api.post("otto", EVENTS, { events });
  expect([status, body]).toEqual([
    200,
    {
      taken: 2,
      repeated: 1,
      refused: [
        { index: 2, field: "confidence", why: "it must be a number from 0 to 1" },
        { index: 3, field: "", why: "it is no JSON object" },
      ],
    },
  ]);
  const state = await api.get("vera", "/api/v1/safety/vision");
  expect(state.body).toMatchObject({
    isOn: true,
    cameras: [{ id: "A", state: "heard", heardAt: "2026-03-02T00:00:00.000000Z" }],
    zones: [{ zone: "west", cameras: 1, heard: 1, isBlind: false }],
    acts: [{ kind: "running", zone: "west", cameras: ["A"], confidence: 0.9 }],
    counts: { taken: 1, alive: 1, repeated: 1, malformed: 2, raised: 1 },
  });
  expect(JSON.stringify(state.body)).not.toMatch(/3\.25|4\.75|t-7/);
});

it("[VE2] too many events at once, and a caller who may not, are refused", async () => {
  const many = Array.from({ length: 101 }, (_, n) => event(`m-${n}`));
  expect((await api.post("otto", EVENTS, { events: many })).status).toBe(400);
  expect((await api.post("otto", EVENTS, { events: [] })).status).toBe(400);
  expect((await api.post("vera", EVENTS, { events: [event("v-1")] })).status).toBe(403);
});

it("[VE2] a token of scope vision hands events over and opens nothing else", () => {
  const token = { user: "cams", role: "operator", via: "token", scope: "vision" } as const;
  expect(refusalFor(token, "vision")).toBeUndefined();
  for (const other of ["read", "operate", "agent", "self", "status"] as const)
    expect(refusalFor(token, other)).toMatch(/for vision systems/);
});
