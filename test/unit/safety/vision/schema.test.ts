import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EVENT_KINDS, VISION_SCHEMA, visionEventSchema } from "../../../../edge/contracts/safety/vision.ts";
import { readEvent } from "../../../../edge/safety/vision/read-event.ts";
import { fits } from "../../../fakes/config/with-defaults.ts";
import { randomOf } from "../../../run/seed.ts";

const GOOD = {
  ...{ schema: VISION_SCHEMA, eventId: "e-1", camera: "CAM-1", time: "2026-03-02T08:00:00.250Z", kind: "no-helmet" },
  ...{ confidence: 0.8, zone: "coating", position: { x: 1, y: 2, error95: 0.5 }, track: "t-1" },
  picture: "https://vms.example/p/1.jpg",
};

it("[VE1] the published schema is the one of the code", () => {
  const published = JSON.parse(readFileSync(join(import.meta.dirname, "../../../../docs/vision.schema.json"), "utf8"));
  const { $schema, $id, title, ...schema } = published;
  expect([$schema, $id, title]).toEqual([
    "http://json-schema.org/draft-07/schema#",
    "gemba.vision/1",
    "Event of a vision system",
  ]);
  expect(schema).toEqual(JSON.parse(JSON.stringify(visionEventSchema)));
});

it("[VE1] a whole event is read, a sign of life needs no confidence", () => {
  expect(readEvent(GOOD)).toMatchObject({ eventId: "e-1", time: Date.UTC(2026, 2, 2, 8) * 1000 + 250_000 });
  const { confidence: _none, ...alive } = { ...GOOD, kind: "alive" };
  expect(readEvent(alive)).toMatchObject({ kind: "alive", confidence: 0 });
  expect(readEvent({ ...alive, kind: "fall" })).toMatchObject({ field: "confidence" });
});

/** Wrong values by the member that the refusal names. */
const WRONG: readonly (readonly [field: string, change: object])[] = [
  ["schema", { schema: "gemba.vision/2" }],
  ["eventId", { eventId: "" }],
  ["eventId", { eventId: "x".repeat(65) }],
  ["eventId", { eventId: 7 }],
  ["camera", { camera: "../etc" }],
  ["camera", { camera: undefined }],
  ["time", { time: "2026-03-02T08:00:00" }],
  ["time", { time: "2026-13-02T08:00:00Z" }],
  ["time", { time: 1_764_000_000 }],
  ["kind", { kind: "dancing" }],
  ["kind", { kind: "constructor" }],
  ["confidence", { confidence: 1.01 }],
  ["confidence", { confidence: Number.NaN }],
  ["confidence", { confidence: "0.8" }],
  ["confidence", { confidence: null }],
  ["zone", { zone: "zone 1" }],
  ["track", { track: { toString: () => "t" } }],
  ["position", { position: [1, 2] }],
  ["position", { position: null }],
  ["position", { position: { x: 1, y: 2, z: 3 } }],
  ["position.x", { position: { x: 1e9, y: 2 } }],
  ["position.y", { position: { x: 1 } }],
  ["position.error95", { position: { x: 1, y: 2, error95: -1 } }],
  ["picture", { picture: "data:image/png;base64,AAAA" }],
  ["picture", { picture: "https://user:secret@vms.example/p.jpg" }],
  ["picture", { picture: "https://vms.example/p.jpg?token=1" }],
  ["picture", { picture: `p/${"x".repeat(300)}` }],
  ["name", { name: "Zhang San" }],
];

it("[VE1] each malformed member is refused by its name, and its value is not repeated", () => {
  for (const [field, change] of WRONG) {
    const refused = readEvent({ ...GOOD, ...change });
    expect([field, "field" in refused ? refused.field : "taken"]).toEqual([field, field]);
    expect(JSON.stringify(refused)).not.toMatch(/secret|Zhang|dancing/);
  }
  for (const value of [null, 7, "x", [], [GOOD]]) expect(readEvent(value)).toMatchObject({ field: "" });
  expect(readEvent(JSON.parse('{"__proto__":{"schema":"gemba.vision/1"}}'))).toMatchObject({ field: "__proto__" });
});

it("[VE1] reader and schema agree on whole, cut and changed events", () => {
  const random = randomOf("vision-schema");
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const names = Object.keys(GOOD);
  const odd = [null, "", 0, -1, 2, 1e300, true, [], {}, "a b", "é", "a".repeat(400), { x: 1, y: 1 }, "alive"];
  let refused = 0;
  for (let n = 0; n < 3_000; n++) {
    const event: Record<string, unknown> = { ...GOOD, kind: pick(EVENT_KINDS) };
    if (random() < 0.3) delete event[pick(names)];
    if (random() < 0.5) event[pick(names)] = pick(odd);
    // What a schema cannot say: `alive` alone has no confidence.
    if (event["confidence"] === undefined && event["kind"] !== "alive") continue;
    const isTaken = "eventId" in readEvent(event);
    expect([event, isTaken]).toEqual([event, fits(visionEventSchema, event)]);
    if (!isTaken) refused++;
  }
  expect(refused).toBeGreaterThan(500);
});
