/** The safety register and the loop of dangers over the API: rules SR6, SR7, SR12, SR16 to SR19, SR23. */
import { expect, it } from "vitest";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { SafetyReader } from "../../../edge/contracts/safety/reader.ts";
import type { Place } from "../../../edge/contracts/safety/register.ts";
import { hasPlace, namedPlace } from "../../../edge/safety/register/places.ts";
import { fakeEdge, LATHE } from "../../fakes/api/deps.ts";
import { EDGE } from "../../fakes/safety/plant.ts";
import { NO_RESPONSE, PLANT, register } from "../../fakes/safety/register.ts";
import { WorkApi } from "./routes/work/work-api.ts";

const safety: SafetyReader = {
  register: register(),
  repeatDays: 90,
  edgeUid: EDGE,
  placeOf: (place: Place) => namedPlace(place, PLANT),
  hasPlace: (place: Place) => hasPlace(place, PLANT),
  ...NO_RESPONSE,
};
const api = new WorkApi((): Partial<ApiDeps> => {
  const { plant } = fakeEdge().deps;
  return { safety, plant: { ...plant, site: { ...plant.site, timeZone: "Asia/Shanghai", currency: "CNY" } } };
});

const DANGERS = "/api/v1/safety/dangers";
const found = { title: { en: "Fence is open" }, place: { zone: "cell" }, itemUid: "danger-0001" };
const PLAN = { kind: "plan", assignee: "otto", due: "2026-12-24T00:00:00Z", grade: 2, level: "general" };
const FIVE = { measure: "new lock", money: 800, contingency: "stop the robot" };

it("[SR6] the register is read with its levels, its criteria and the pack that the plant quotes", async () => {
  const { status, body } = await api.get("vera", "/api/v1/safety/register");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    rules: { pack: "industry-trade", version: "v1" },
    method: "LS",
    hazards: [
      { id: "HZ-1", level: "yellow", score: 12, isMajor: false, place: { asset: "OVN-1", areaId: "coating" } },
      { id: "HZ-2", level: "red", score: 1, isMajor: true, criterion: { en: "No gas alarm" }, controlledBy: "company" },
    ],
    resources: [{ id: "FE-1", kind: "extinguisher" }],
  });
});

it("[SR7] a person reports a danger at a place of the plant; a repeated request answers the same one", async () => {
  const first = await api.post("otto", DANGERS, found);
  expect([first.status, (await api.post("otto", DANGERS, found)).status]).toEqual([201, 200]);
  expect(first.body).toMatchObject({
    place: { zone: "cell", area: { en: "Coating" } },
    work: { kind: "hidden-danger", state: "reported", danger: { source: "person", isMajor: false, hazard: null } },
  });
  const refused = async (more: object) => (await api.post("otto", DANGERS, { ...found, ...more })).body["detail"];
  expect(await refused({ itemUid: "danger-0002", place: { zone: "no" } })).toMatch(/no such/);
  expect(await refused({ itemUid: "danger-0002", hazard: "HZ-9" })).toMatch(/no hazard/);
  expect(await refused({ itemUid: "danger-0002", criterion: "x" })).toMatch(/no criterion/);
  expect(await refused({ itemUid: "danger-0002", title: {} })).toMatch(/what is dangerous/);
  expect((await api.post("vera", DANGERS, found)).status).toBe(403);
});

it("[SR9] [SR12] a major danger by its hazard: five fields, evidence at each step, and who was informed", async () => {
  const asked = { title: { en: "No gas alarm" }, hazard: "HZ-2", itemUid: "danger-0003", proofs: ["IMG-1"] };
  expect((await api.post("otto", DANGERS, asked)).body).toMatchObject({
    place: { zone: "aisle" },
    work: { danger: { isMajor: true, criterion: "gas", isFiveFields: false } },
  });
  const uid = asked.itemUid;
  expect((await api.act("mia", uid, PLAN)).body["detail"]).toMatch(/no lower/);
  const graded = await api.act("mia", uid, { ...PLAN, level: "major", criterion: "gas" });
  expect(graded.body["may"]).not.toContain("start");
  expect((await api.act("otto", uid, { kind: "start" })).body["detail"]).toMatch(/five fields/);
  const whole = await api.act("mia", uid, { ...PLAN, ...FIVE, level: "major", criterion: "gas" });
  expect(whole.body).toMatchObject({ danger: { isFiveFields: true } });
  const informed = { who: "authority", at: "2020-01-05T00:00:00Z" };
  expect((await api.act("mia", uid, { kind: "remark", note: "told", informed })).status).toBe(200);
  await api.act("otto", uid, { kind: "start" });
  await api.act("otto", uid, { kind: "finish", done: "mounted", proofs: ["IMG-2"] });
  expect((await api.act("mia", uid, { kind: "verify", note: "tested" })).body["state"]).toBe("closed");
  const acts = api.journal.entries.filter(({ target }) => target === uid).map(({ action, result }) => [action, result]);
  expect(acts).toEqual([
    ["work.report", "done"],
    ["work.plan", "refused"],
    ["work.plan", "done"],
    ["work.start", "refused"],
    ["work.plan", "done"],
    ["work.remark", "done"],
    ["work.start", "done"],
    ["work.finish", "done"],
    ["work.verify", "done"],
  ]);
  const again = await api.post("otto", DANGERS, { title: {}, reopens: uid, itemUid: "danger-0004" });
  expect(again.body).toMatchObject({ isRepeat: true, work: { cause: uid, title: { en: "No gas alarm" } } });
  expect((await api.post("otto", DANGERS, { title: {}, reopens: "danger-0004" })).status).toBe(409);
});

it("[SR12] facts of dangers are refused on other work by name, and ticks on all but inspections", async () => {
  const { body } = await api.report("otto", { assetUid: LATHE, title: { en: "Belt is loose" } });
  const uid = String(body["itemUid"]);
  expect((await api.act("mia", uid, PLAN)).body["detail"]).toMatch(/^level: the act plan does not take it/);
  await api.post("otto", DANGERS, found);
  await api.act("mia", found.itemUid, PLAN);
  await api.act("otto", found.itemUid, { kind: "start" });
  const ticks = [{ result: "ok" }];
  expect((await api.act("otto", found.itemUid, { kind: "finish", done: "-", ticks })).body["detail"]).toMatch(/^ticks/);
});

it("[SR16] the list says what it leaves out, and has figures of the plant and of each area", async () => {
  for (const n of [1, 2, 3]) await api.post("otto", DANGERS, { ...found, itemUid: `danger-000${n}` });
  const { body } = await api.get("vera", `${DANGERS}?limit=2&to=2026-12-31T00:00:00Z`);
  expect([body["count"], (body["dangers"] as unknown[]).length]).toEqual([3, 2]);
  expect(body["plant"]).toMatchObject({ opened: 3, repeated: 2, open: 3, overdue: 0 });
  expect(body["areas"]).toMatchObject([{ areaId: "coating", opened: 3 }]);
});

it("[SR16] no open danger is left out of the list for a newer one that has ended", async () => {
  for (const n of [1, 2, 3]) await api.post("otto", DANGERS, { ...found, itemUid: `danger-000${n}` });
  for (const n of [2, 3]) await api.act("mia", `danger-000${n}`, { kind: "reject", note: "none" });
  const { body } = await api.get("vera", `${DANGERS}?limit=2&to=2026-12-31T00:00:00Z`);
  const listed = body["dangers"] as { work: { itemUid: string; state: string } }[];
  expect(listed.map(({ work }) => [work.itemUid, work.state])).toEqual([
    ["danger-0001", "reported"],
    ["danger-0003", "rejected"],
  ]);
});

const bare = (line: string) => line.replaceAll('"', "");

it("[SR18] [SR19] register and ledger are tables with people's names, for maintainers, and on record", async () => {
  await api.post("otto", DANGERS, { ...found, title: { en: "=cmd|'/c'" } });
  await api.act("mia", found.itemUid, { ...PLAN, ...FIVE });
  const table = `${DANGERS}/table?format=csv&to=2026-12-31T00:00:00Z`;
  expect((await api.send("otto", "GET", `${table}&language=zh`)).statusCode).toBe(403);
  const [head = "", row = ""] = (await api.send("mia", "GET", `${table}&language=zh`)).body.split("\r\n").map(bare);
  expect(head).toMatch(/^\uFEFF序号,隐患编号,区域,隐患位置,隐患描述/);
  expect(head).toContain("整改责任人,整改资金（CNY）,整改期限 (Asia/Shanghai),应急预案");
  expect(row).toContain(",new lock,otto,800,2026-12-24 08:00:00,stop the robot,");
  expect(row).not.toMatch(/,=cmd/);
  const register = await api.send("mia", "GET", "/api/v1/safety/register/table?format=csv&language=en");
  const [columns = "", first = ""] = register.body.split("\r\n").map(bare);
  expect(columns.split(",").length).toBe(first.split(",").length);
  expect(first).toContain("yellow · medium");
  const sheet = await api.send("mia", "GET", "/api/v1/safety/register/table?format=xlsx&language=zh");
  expect([sheet.statusCode, sheet.rawPayload.subarray(0, 2).toString()]).toEqual([200, "PK"]);
  expect(api.journal.entries.filter(({ action }) => action === "export").map(({ target }) => target)).toEqual([
    "hidden-dangers",
    "safety-register",
    "safety-register",
  ]);
});

it("[SR23] tasks of the register are listed with what was done and missed", async () => {
  const { body } = await api.get("vera", "/api/v1/safety/inspections");
  expect(body).toMatchObject({
    count: 0,
    open: [],
    tasks: [
      { id: "task/week", level: "workshop", everyDays: 7, items: 3, done: 0, missed: 0, doneAt: null },
      { id: "resource/FE-1", level: "post", everyDays: 30 },
    ],
  });
});
