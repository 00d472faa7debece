/** Pictures of dangers and inspections over the API: rules SR28 to SR33. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { refusalFor } from "../../../edge/api/permissions.ts";
import type { ApiDeps } from "../../../edge/api/server.ts";
import { MOST_PICTURE_BYTES } from "../../../edge/contracts/safety/pictures.ts";
import type { Place } from "../../../edge/contracts/safety/register.ts";
import { PictureStore } from "../../../edge/safety/pictures/picture-store.ts";
import { hasPlace, namedPlace } from "../../../edge/safety/register/places.ts";
import { jpeg, png } from "../../fakes/safety/pictures.ts";
import { EDGE } from "../../fakes/safety/plant.ts";
import { NO_RESPONSE, PLANT, register } from "../../fakes/safety/register.ts";
import { WorkApi } from "./routes/work/work-api.ts";

let dir: string;
let store: PictureStore;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-pictures-api-"));
  store = new PictureStore(dir, { mostMiB: 8, keepDays: 10 });
});
afterEach(() => rmSync(dir, { recursive: true }));
const api = new WorkApi(
  (): Partial<ApiDeps> => ({
    safety: {
      ...{ register: register(), repeatDays: 90, edgeUid: EDGE, ...NO_RESPONSE },
      placeOf: (place: Place) => namedPlace(place, PLANT),
      hasPlace: (place: Place) => hasPlace(place, PLANT),
    },
    get pictures() {
      return store;
    },
  }),
);

const PICTURES = "/api/v1/safety/pictures";
const DANGERS = "/api/v1/safety/dangers";
const MOST = MOST_PICTURE_BYTES.toLocaleString("en-US");
const send = async (as: string, bytes: Buffer, type = "image/jpeg") => {
  const answer = await api.send(as, "POST", PICTURES, bytes, type);
  return { status: answer.statusCode, body: answer.json() as Record<string, string> };
};
const found = (itemUid: string, pictures: readonly string[]) => ({
  ...{ itemUid, title: { en: "Fence is open" }, place: { zone: "cell" }, pictures },
});

it("[P11] [SR28] [SR32] a picture is stored by its content, on record, sent as what it is to no cache", async () => {
  const first = await send("otto", jpeg());
  expect(first).toMatchObject({ status: 201, body: { type: "image/jpeg", width: 640, height: 480 } });
  expect((await send("otto", jpeg(), "image/png")).status).toBe(200);
  const { id = "" } = first.body;
  const stored = api.journal.entries.filter(({ action }) => action === "safety.picture-store");
  expect(stored).toMatchObject([{ principal: { user: "otto" }, target: id }]);
  const seen = await api.send("otto", "GET", `${PICTURES}/${id}`);
  expect([seen.statusCode, seen.headers["content-type"], seen.headers["cache-control"]]).toEqual([
    ...[200, "image/jpeg", "private, no-store"],
  ]);
  expect(seen.headers["x-content-type-options"]).toBe("nosniff");
  expect(seen.headers["content-disposition"]).toBe(`inline; filename="${id.slice(0, 12)}.jpeg"`);
  expect(seen.headers["content-security-policy"]).toMatch(/default-src 'none'; sandbox/);
  expect(seen.rawPayload.includes("S3CRET")).toBe(false);
  expect((await api.send("vera", "GET", `${PICTURES}/${id}`)).statusCode).toBe(403);
  expect((await send("vera", png(), "image/png")).status).toBe(403);
  expect((await send("otto", Buffer.from("<svg/>"))).body["detail"]).toMatch(/no whole still picture/);
  expect(await send("otto", Buffer.from("{}"), "application/json")).toMatchObject({
    status: 415,
    body: {
      detail: expect.stringMatching(new RegExp(`image/jpeg.*${MOST} bytes \\(2 MiB\\)`)),
      cause: { code: "picture-kind" },
    },
  });
  for (const [bytes, code] of [
    [3e6, "picture-large"],
    [5e6, "picture-body"],
  ] as const)
    expect(await send("otto", Buffer.alloc(bytes))).toMatchObject({
      status: 413,
      body: {
        code: "too-large",
        detail: expect.stringMatching(new RegExp(`${MOST} .*make it smaller`)),
        cause: { code },
      },
    });
  expect((await api.get("vera", PICTURES)).body).toMatchObject({ count: 1, refused: 0, keepDays: 10 });
});

it("[SR29] [SR32] a report and each step name stored pictures; the journal has their ids", async () => {
  const ids = await Promise.all(
    [1, 2].map(async (n) => (await send("otto", jpeg({ scan: Buffer.from([n]) }))).body["id"] ?? ""),
  );
  const [first = "", second = ""] = ids;
  const missing = await api.post("otto", DANGERS, found("danger-0001", ["0".repeat(64)]));
  expect([missing.status, missing.body["detail"]]).toEqual([404, expect.stringMatching(/send it again/)]);
  const { status, body } = await api.post("otto", DANGERS, found("danger-0001", [first]));
  expect([status, body]).toMatchObject([201, { work: { danger: { pictures: [first] } } }]);
  const reported = api.journal.entries.find(({ action }) => action === "work.report");
  expect(reported).toMatchObject({ after: { pictures: [first] } });
  const plan = { kind: "plan", assignee: "otto", due: "2026-12-24T00:00:00Z", grade: 2, level: "general" };
  await api.act("mia", "danger-0001", plan);
  await api.act("otto", "danger-0001", { kind: "start" });
  const refused = await api.act("otto", "danger-0001", { kind: "finish", done: "closed", pictures: ["1".repeat(64)] });
  expect(refused.status).toBe(404);
  const finished = await api.act("otto", "danger-0001", { kind: "finish", done: "closed", pictures: [second] });
  expect(finished.body).toMatchObject({ state: "finished", acts: [{}, {}, { pictures: [second] }] });
  expect((await api.act("mia", "danger-0001", { ...plan, kind: "return", note: "-", pictures: [first] })).status).toBe(
    400,
  );
  expect(api.journal.entries.find(({ action }) => action === "work.finish")).toMatchObject({
    after: { pictures: [second] },
  });
});

it("[SR31] an admin deletes a picture with the reason, which its place then says; others cannot", async () => {
  const { id = "" } = (await send("otto", jpeg())).body;
  const deletion = `${PICTURES}/${id}/deletion`;
  expect((await api.send("mia", "POST", deletion, { reason: "a face" })).statusCode).toBe(403);
  const token = { user: "t", role: "admin", via: "token" } as const;
  expect(refusalFor(token, "administer")).toMatch(/token/);
  expect((await api.send("ada", "POST", deletion, { reason: " " })).statusCode).toBe(400);
  expect((await api.send("ada", "POST", deletion, { reason: "a face" })).statusCode).toBe(204);
  const gone = await api.get("otto", `${PICTURES}/${id}`);
  expect([gone.status, gone.body["detail"]]).toEqual([404, expect.stringMatching(/deleted on .* by ada: a face/)]);
  expect(api.journal.entries.at(-1)).toMatchObject({ action: "safety.picture-delete", target: id, reason: "a face" });
});
