/** Permits to work over the API: rules WP3, WP5, WP15, WP17, WP18 and SR27. */
import { expect, it } from "vitest";
import type { ApiDeps } from "../../../edge/api/server.ts";
import type { PermitReader, SafetyReader } from "../../../edge/contracts/safety/reader.ts";
import type { Place } from "../../../edge/contracts/safety/register.ts";
import { PermitWatch } from "../../../edge/safety/permits/permit-watch.ts";
import { hasPlace, namedPlace } from "../../../edge/safety/register/places.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";
import { KINDS, worldOf } from "../../fakes/safety/permits.ts";
import { EDGE } from "../../fakes/safety/plant.ts";
import { NO_RESPONSE, PLANT, register } from "../../fakes/safety/register.ts";
import { WorkApi } from "./routes/work/work-api.ts";

let isRunning = false;
const safety: SafetyReader = {
  register: register(KINDS),
  repeatDays: 90,
  edgeUid: EDGE,
  placeOf: (place: Place) => namedPlace(place, PLANT),
  hasPlace: (place: Place) => hasPlace(place, PLANT),
  ...NO_RESPONSE,
};
const printed: object[] = [];
const api = new WorkApi((): Partial<ApiDeps> => {
  const { plant, now } = fakeEdge().deps;
  const world = {
    ...worldOf([], { machine: () => (isRunning ? "running" : "standing") }),
    get permits() {
      return api.book.newestFirst();
    },
  };
  const permits: PermitReader = new PermitWatch({ world, edgeUid: EDGE, now: now ?? (() => Date.now() * 1000) });
  const render = async (document: object) => {
    printed.push(document);
    return { body: Buffer.from("%PDF-1.7"), type: "application/pdf", name: "x" };
  };
  return {
    ...{ safety, permits },
    reports: { render } as never,
    plant: { ...plant, site: { ...plant.site, timeZone: "Asia/Shanghai" } },
  };
});

const PERMITS = "/api/v1/safety/permits";
const HOUR_MS = 3_600_000;
/** `hours` from now on the fake edge's clock. */
async function inHours(hours: number): Promise<string> {
  const { body } = await api.get("vera", `${PERMITS}?from=-1d`);
  return new Date(Date.parse(body["to"] as string) + hours * HOUR_MS).toISOString();
}
const asked = async (more: object = {}) => ({
  ...{
    itemUid: "permit-0001",
    permit: "hot",
    level: "two",
    title: { en: "Weld a bracket" },
    place: { asset: "OVN-1" },
  },
  ...{ from: await inHours(0), to: await inHours(4), workers: 2, guardian: "gu" },
  ...more,
});
const detail = async (more: object) =>
  (await api.post("otto", PERMITS, await asked({ itemUid: "permit-0009", ...more }))).body["detail"];
const GAS = [
  { gas: "o2", value: 20.9, unit: "%" },
  { gas: "lel", value: 0, unit: "%LEL" },
];
const TICKS = [{ result: "ok" }, { result: "ok" }];
const plan = async () => ({ kind: "plan", assignee: "wang", due: await inHours(4), grade: 2 });

it("[WP3] a permit is applied for with kind, level and time of the config; a repeat changes nothing", async () => {
  const body = await asked();
  const first = await api.post("otto", PERMITS, body);
  expect([first.status, (await api.post("otto", PERMITS, body)).status]).toEqual([201, 200]);
  expect(first.body).toMatchObject({
    ...{ stage: "applied", permit: "hot", level: { en: "Second level" }, guardian: "gu", workers: 2 },
    lacks: [{ en: "a gas test" }],
    gases: [{ id: "o2", newest: null }, { id: "lel" }],
    work: { kind: "permit", state: "reported" },
  });
  expect(await detail({ permit: "no" })).toMatch(/no kind of permit no/);
  expect(await detail({ level: "no" })).toMatch(/has one, two/);
  expect(await detail({ place: { zone: "no" } })).toMatch(/no such asset/);
  expect(await detail({ to: await inHours(9) })).toMatch(/8 h at most/);
  expect(await detail({ level: "one", to: await inHours(5) })).toMatch(/4 h at most/);
  expect(await detail({ to: await inHours(-1) })).toMatch(/later than now/);
  expect(await detail({ from: await inHours(2_000), to: await inHours(2_001) })).toMatch(/60 days ahead/);
  expect(await detail({ title: {} })).toMatch(/what work is done/);
  expect((await api.post("vera", PERMITS, body)).status).toBe(403);
  const bare = await api.report("otto", { kind: "permit", title: { en: "x" }, assetUid: "urn:t:lathe" });
  expect([bare.status, bare.body["detail"]]).toEqual([400, expect.stringMatching(/applied for by POST/)]);
});

it("[WP5] [WP15] opened with all that its kind asks for, and not while a machine of the place runs", async () => {
  await api.post("otto", PERMITS, await asked());
  const uid = "permit-0001";
  expect((await api.act("mia", uid, await plan())).body["may"]).toContain("start");
  expect((await api.act("otto", uid, { kind: "start" })).body["detail"]).toBe(
    "the work cannot be opened; missing: a gas test, ticks of the checklist",
  );
  isRunning = true;
  const refused = await api.act("otto", uid, { kind: "start", gas: GAS, ticks: TICKS });
  expect([refused.status, refused.body["detail"]]).toEqual([
    409,
    expect.stringMatching(/machine of the place is running/),
  ]);
  // By its own place; the fake plant has no such machine in the register.
  isRunning = false;
  const opened = await api.act("otto", uid, { kind: "start", gas: GAS, ticks: TICKS });
  expect(opened.body).toMatchObject({ state: "in-progress" });
  expect((await api.act("otto", uid, { kind: "finish", done: "x", gas: GAS })).body["detail"]).toMatch(/gas: the act/);
  expect((await api.act("otto", uid, { kind: "remark", note: "away", guardian: null })).status).toBe(200);
  const { body } = await api.get("vera", `${PERMITS}?to=${await inHours(1)}`);
  expect(body).toMatchObject({
    count: 1,
    kinds: [{ id: "hot", levels: [{ id: "one", approver: "engineer" }, { id: "two" }] }, {}, {}],
    permits: [
      { stage: "open", guardian: null, holder: "wang", conflicts: [{ kind: "no-guardian", isBlocking: true }] },
    ],
  });
  const recorded = api.journal.entries
    .filter(({ target }) => target === uid)
    .map(({ action, result }) => [action, result]);
  expect(recorded.slice(0, 4)).toEqual([
    ["work.report", "done"],
    ["work.plan", "done"],
    ["work.start", "refused"],
    ["work.start", "refused"],
  ]);
});

it("[WP17] [WP18] [SR27] ledger and form on paper name people: they take a maintainer and are on record", async () => {
  await api.post("otto", PERMITS, await asked());
  await api.act("mia", "permit-0001", await plan());
  await api.act("otto", "permit-0001", { kind: "start", gas: GAS, ticks: TICKS });
  const to = await inHours(1);
  const csv = await api.send("mia", "GET", `${PERMITS}/table?format=csv&language=zh&to=${to}`);
  expect(csv.body).toContain("作业地点");
  expect(csv.body.split("\r\n")[1]).toContain('"Weld a bracket","permit-0001","中 Hot work","中 Second level"');
  const address = [
    `${PERMITS}/table?format=pdf&language=en&to=${to}`,
    `${PERMITS}/permit-0001/form?language=zh`,
    "/api/v1/safety/register/table?format=pdf&language=zh",
    "/api/v1/safety/dangers/table?format=pdf&language=en",
  ];
  for (const one of address) {
    expect((await api.send("otto", "GET", one)).statusCode).toBe(403);
    const { statusCode, headers, body } = await api.send("mia", "GET", one);
    expect([statusCode, headers["content-type"], body]).toEqual([200, "application/pdf", "%PDF-1.7"]);
  }
  const [ledger, form, register27] = printed as { title: string; sections: { title: string; blocks: object[] }[] }[];
  expect(ledger?.sections.map(({ title }) => title)).toEqual(["Overview", "1. Weld a bracket"]);
  expect(form?.title).toBe("作业许可证 · 中 Hot work");
  expect(form?.sections[1]?.blocks).toMatchObject([
    {
      rows: [
        [{ text: "中 Combustibles are removed" }, { text: "合格" }],
        [{}, {}],
      ],
    },
  ]);
  expect(form?.sections[2]?.blocks).toMatchObject([
    {
      rows: [
        [{}, { text: "20.9 %" }, { text: "19.5 – 23.5" }, {}, { text: "otto" }],
        [{}, {}, {}, {}, {}],
      ],
    },
  ]);
  expect(register27?.sections).toHaveLength(3);
  const exports = api.journal.entries.filter(({ action }) => action === "export").map(({ target }) => target);
  expect(exports).toEqual(["work-permits", "work-permits", "permit-0001", "safety-register", "hidden-dangers"]);
  expect((await api.send("mia", "GET", `${PERMITS}/no/form?language=zh`)).statusCode).toBe(404);
});
