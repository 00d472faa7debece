/** Vision events over the API: rules VE1, VE2, VE14, VE17, P10, P12. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { refusalFor } from "../../../edge/api/permissions.ts";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { VISION_SCHEMA } from "../../../edge/contracts/safety/vision.ts";
import { Type } from "../../../edge/contracts/schema.ts";
import { liveFields } from "../../../edge/safety/live/config.ts";
import { ActPictureStore } from "../../../edge/safety/vision/act-pictures.ts";
import { visionFields } from "../../../edge/safety/vision/config.ts";
import { VisionWatch } from "../../../edge/safety/vision/vision-watch.ts";
import { withDefaults } from "../../fakes/config/with-defaults.ts";
import { jpeg } from "../../fakes/safety/pictures.ts";
import { WorkApi } from "./routes/work/work-api.ts";

const NOW_US = Date.UTC(2026, 2, 2) * 1000;
const unsafeActs = { purpose: "p", legalBasis: "l", retention: "r", assessedOn: "2026-03-01" };
const camera = { id: "A", name: { zh: "甲", en: "A" }, position: { x: 1, y: 1 }, headingDeg: 0, zones: ["west"] };
let watch: VisionWatch;
let isOn: boolean;
let dir: string;
beforeEach(() => {
  watch = new VisionWatch({
    ...withDefaults(Type.Object({ ...liveFields, ...visionFields }), { people: { unsafeActs }, cameras: [camera] }),
    plant: { zones: [{ id: "west", name: { zh: "西", en: "west" }, kind: "area", polygon: [] }] },
    edgeUid: "urn:t:edge" as AssetUid,
  });
  isOn = true;
  dir = mkdtempSync(join(tmpdir(), "gemba-vision-api-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const api: WorkApi = new WorkApi(
  (): Partial<ApiDeps> => ({
    vision: { take: (event) => watch.take(event, NOW_US), state: () => watch.state(NOW_US) },
    actPictures: new ActPictureStore({
      ...{ dir, keepDays: 30 },
      get isOn() {
        return isOn;
      },
      journal: { record: (act) => api.journal.record(act) },
      alertOf(named) {
        const rule = watch.ruleOf(named);
        return rule === undefined
          ? undefined
          : { alertUid: "a-1", occurrenceUid: "o-1", rule, assetUid: "urn:t:edge" as AssetUid };
      },
    }),
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

it("[VE14] [VE17] [P12] the picture of a raised act is kept once, and each view is on record", async () => {
  const send = async (id: string, as = "otto") => {
    const address = `${EVENTS}/${id}/picture?camera=A`;
    return (await api.send(as, "POST", address, jpeg(), "image/jpeg")).statusCode;
  };
  await api.post("otto", EVENTS, { events: [event("p-1", { track: "t-90", position: { x: 90, y: 1 } })] });
  expect([await send("p-1"), await send("p-1"), await send("p-9"), await send("p-1", "vera")]).toEqual([
    ...[201, 200, 404, 403],
  ]);
  const facts = await api.get("vera", "/api/v1/safety/vision/pictures/a-1");
  expect(facts.body).toMatchObject({ isOn: true, keepDays: 30, pictures: [{ occurrenceUid: "o-1" }] });
  const image = "/api/v1/safety/vision/pictures/a-1/image?occurrence=o-1";
  expect((await api.send("otto", "GET", image)).statusCode).toBe(403);
  expect(api.journal.entries.filter(({ action }) => action === "vision.picture-view")).toEqual([]);
  const seen = await api.send("mia", "GET", image);
  expect([seen.statusCode, seen.headers["content-type"], seen.headers["cache-control"]]).toEqual([
    ...[200, "image/jpeg", "private, no-store"],
  ]);
  expect(seen.rawPayload.includes("S3CRET")).toBe(false);
  expect(api.journal.entries.at(-1)).toMatchObject({
    ...{ action: "vision.picture-view", target: "a-1", principal: { user: "mia" }, after: { occurrenceUid: "o-1" } },
  });
});

it("[VE14] while pictures are off they are refused, with what switches them on", async () => {
  isOn = false;
  try {
    const { statusCode, payload } = await api.send(
      "otto",
      "POST",
      `${EVENTS}/p-1/picture?camera=A`,
      jpeg(),
      "image/jpeg",
    );
    expect([statusCode, payload]).toEqual([403, expect.stringMatching(/pictures of unsafe acts are off/)]);
  } finally {
    isOn = true;
  }
});
