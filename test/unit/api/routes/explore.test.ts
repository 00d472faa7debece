/** Routes of exploring: rules XP2, XP7, XP9 and XP11 in docs/rules/explore.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Api } from "../../../../edge/api/http/api.ts";
import { cookieNameOf } from "../../../../edge/api/http/session-cookie.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { calculatedTagUid } from "../../../../edge/contracts/explore/calculated-tag.ts";
import { decodeCurves } from "../../../../edge/contracts/explore/curve-block.ts";
import type { CurvesQuestion, Explorer } from "../../../../edge/contracts/explore/explorer.ts";
import type { ViewContent } from "../../../../edge/contracts/explore/view.ts";
import { type OpenSavedBook, openSavedBook } from "../../../../edge/explore/saved-book.ts";
import { type FakeAccounts, startAccounts } from "../../../fakes/access/accounts.ts";
import { fakeEdge, LATHE, MemoryJournal, NOW_US } from "../../../fakes/api/deps.ts";
import { log } from "../../detect/bench-plant.ts";
import { expectProblem } from "../served-edge.ts";

let dir: string;
let people: FakeAccounts;
let saved: OpenSavedBook;
let app: Api;
let asked: CurvesQuestion[];
let edgeId: string;

const column = (value: number) => Float64Array.of(value, Number.NaN);
const EXPLORER: Explorer = {
  problemsOf: ({ text }) =>
    text === "p"
      ? []
      : [{ code: "x", params: {}, message: { en: "wrong", zh: "错" }, remedy: { en: "mend", zh: "改" } }],
  curves: async (question) => {
    asked.push(question);
    const { from, to, sources } = question;
    const figures = { min: column(1), max: column(3), mean: column(2), last: column(3), quality: Uint8Array.of(2, 0) };
    return {
      grid: { from, to, origin: from, step: (to - from) / 2, columns: 2 },
      rawFrom: from,
      curves: sources.map((source) => ({
        ...figures,
        ...{ resolution: "10min", unit: "kW", stepUs: 0 },
        ...("tag" in source && source.tag.endsWith("gone") ? { problem: { en: "gone", zh: "无" } } : {}),
      })),
    };
  },
  periods: async ({ from, to }) => ({
    periods: [{ from, to, isOpenBefore: true, isOpenAfter: false, split: null, figures: [], alerts: 2 }],
    isCut: false,
    rawFrom: null,
  }),
};

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-explore-api-"));
  people = await startAccounts();
  asked = [];
  const journal = new MemoryJournal();
  saved = await openSavedBook({ dir, journal, log });
  const { deps } = fakeEdge({ accounts: people.accounts, journal, saved, explorer: EXPLORER });
  edgeId = deps.edgeId;
  app = buildApi(deps);
});
afterEach(async () => {
  await app.close();
  await saved.close();
  await people[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

/** `by`: an `Authorization` header, or the cookie of a session. */
const send = async (by: string, method: "GET" | "PUT" | "POST" | "DELETE", url: string, payload?: object) => {
  const headers = by.startsWith("Bearer ") ? { authorization: by } : { cookie: by };
  return await app.inject({ method, url: `/api/v1/${url}`, headers, ...(payload && { payload }) });
};
const signedIn = async (name: string) => `${cookieNameOf(edgeId)}=${await people.session(name)}`;

const VIEW: ViewContent = {
  name: "Spindle and coolant",
  kind: "time",
  span: { kind: "relative", seconds: 28_800 },
  panes: [{ id: "p1", weight: 1, axes: [{ id: "a1", side: "left", unit: "Cel" }] }],
  curves: [{ id: "c1", source: { tag: `${LATHE}#temperature` }, pane: "p1", axis: "a1", slot: 0, draw: "line" }],
  compare: [{ kind: "offset", seconds: 86_400 }],
  cursors: [],
  states: [LATHE],
  showsAlerts: true,
  showsAnnotations: true,
};

it("[XP2] a viewer saves views of their own, an operator those of the plant; each sees what is theirs", async () => {
  await people.add("zhao", "viewer");
  const [viewer, operator] = [await signedIn("zhao"), await people.bearer("operator")];
  const mine = await send(viewer, "PUT", "views/v-1", { scope: "mine", content: VIEW });
  expect(mine.json(), mine.body).toMatchObject({ uid: "v-1", revision: 1, mayChange: true, content: VIEW });
  expectProblem(await send(viewer, "PUT", "views/v-2", { scope: "plant", content: VIEW }), 403, "forbidden");
  expect((await send(operator, "PUT", "views/v-2", { scope: "plant", content: VIEW })).statusCode).toBe(200);
  const listed = async (by: string) =>
    (await send(by, "GET", "views")).json<{ entries: { uid: string; mayChange: boolean }[] }>().entries;
  expect((await listed(viewer)).map(({ uid, mayChange }) => [uid, mayChange]).sort()).toEqual([
    ["v-1", true],
    ["v-2", false],
  ]);
  expect((await listed(operator)).map(({ uid }) => uid)).toEqual(["v-2"]);
  expectProblem(await send(operator, "GET", "views/v-1"), 404, "not-found");
  expectProblem(await send(viewer, "DELETE", "views/v-2?revision=1"), 403, "forbidden");
  expect((await send(viewer, "DELETE", "views/v-1?revision=1")).json()).toEqual({ uid: "v-1" });
  expectProblem(await send(viewer, "GET", "views/v-1"), 404, "not-found");
  expectProblem(
    await send(operator, "PUT", "views/v-3", { scope: "mine", content: { ...VIEW, x: 1 } }),
    400,
    "bad-request",
  );
});

it("[XP2] a token of the role viewer reads what is the plant's, and saves and removes nothing", async () => {
  const [token, operator] = [await people.bearer("viewer"), await people.bearer("operator")];
  const viewer = await signedIn("viewer");
  await send(viewer, "PUT", "views/v-1", { scope: "mine", content: VIEW });
  await send(operator, "PUT", "views/v-2", { scope: "plant", content: VIEW });
  const listed = (await send(token, "GET", "views")).json<{ entries: { uid: string; mayChange: boolean }[] }>();
  expect(listed.entries.map(({ uid, mayChange }) => [uid, mayChange])).toEqual([["v-2", false]]);
  expectProblem(await send(token, "GET", "views/v-1"), 404, "not-found");
  expectProblem(await send(token, "PUT", "views/v-3", { scope: "mine", content: VIEW }), 403, "forbidden");
  expectProblem(await send(token, "DELETE", "views/v-1?revision=1"), 403, "forbidden");
  const curves = [{ tag: calculatedTagUid("c-1") }];
  for (const by of [token, viewer]) await send(by, "POST", "curves", { width: 2, curves });
  expect(asked.map(({ user }) => user)).toEqual(["", "viewer"]);
});

it("[XP7] annotations of a range, about an asset, one of its tags, or the plant", async () => {
  const by = await people.bearer("operator");
  const put = (uid: string, about: object, minute: number) =>
    send(by, "PUT", `annotations/${uid}`, {
      scope: "plant",
      content: { ...about, from: `2026-11-24T02:${minute}:00Z`, to: `2026-11-24T02:${minute + 5}:00Z`, text: "x" },
    });
  const tag = `${LATHE}#temperature`;
  expect((await put("of-tag", { tag }, 10)).statusCode).toBe(200);
  await put("of-asset", { asset: LATHE }, 20);
  await put("of-plant", {}, 30);
  await put("of-other", { asset: "urn:other" }, 30);
  const found = async (query: string) =>
    (await send(by, "GET", `annotations${query}`))
      .json<{ entries: { uid: string }[] }>()
      .entries.map(({ uid }) => uid)
      .sort();
  const encoded = encodeURIComponent;
  expect(await found("")).toHaveLength(4);
  expect(await found(`?asset=${encoded(LATHE)}`)).toEqual(["of-asset", "of-plant", "of-tag"]);
  expect(await found(`?tag=${encoded(tag)}`)).toEqual(["of-plant", "of-tag"]);
  expect(await found("?from=2026-11-24T02:15:00Z&to=2026-11-24T02:30:00Z")).toEqual(["of-asset", "of-tag"]);
  expectProblem(await send(by, "GET", "annotations?from=yesterday"), 400, "bad-request");
});

it("[XP9] many curves come as bytes, to every reader", async () => {
  const body = { from: "-2h", to: "now", width: 2, curves: [{ tag: `${LATHE}#temperature` }, { tag: "urn:gone" }] };
  const by = await people.bearer("viewer");
  const response = await send(by, "POST", "curves", body);
  expect(response.headers["content-type"]).toBe("application/vnd.gemba.curves");
  const bytes = response.rawPayload;
  const { grid, curves } = decodeCurves(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  );
  expect(grid).toMatchObject({ to: NOW_US, from: NOW_US - 7200e6 });
  expect(curves.map(({ unit, problem }) => [unit, problem?.zh])).toEqual([
    ["kW", undefined],
    ["kW", "无"],
  ]);
  expect([...(curves[1]?.mean ?? [])]).toEqual([2, Number.NaN]);
  expect(asked).toEqual([expect.objectContaining({ user: "", width: 2 })]);
  const many = { width: 4000, curves: Array.from({ length: 100 }, () => body.curves[0]) };
  expectProblem(await send(by, "POST", "curves", many), 400, "bad-request");
  expectProblem(await send(by, "POST", "curves", { width: 1, curves: [] }), 400, "bad-request");
});

it("[XP11] the trend of a calculated tag is that of any tag", async () => {
  const by = await people.bearer("viewer");
  const trend = async (uid: string) =>
    await send(by, "GET", `trends?tag=${encodeURIComponent(calculatedTagUid(uid))}&width=2`);
  expect((await trend("c-1")).json()).toMatchObject({
    tagUid: calculatedTagUid("c-1"),
    unit: "kW",
    times: [expect.stringMatching(/^2026-11-24T01/)],
    min: [1],
    mean: [2],
    doubtful: [true],
  });
  expectProblem(await trend("gone"), 404, "not-found");
});

it("[XP11] the list of tags has the calculated ones that the caller may see", async () => {
  const [operator, maintainer] = [await people.bearer("operator"), await people.bearer("maintainer")];
  const tag = `${LATHE}#temperature`;
  const content = { name: "Power in kW", unit: "kW", expression: { text: "p / 1000", inputs: [{ name: "p", tag }] } };
  const mine = await send(operator, "PUT", "calculated-tags/k-1", { scope: "mine", content });
  expect(mine.statusCode, mine.body).toBe(200);
  await send(maintainer, "PUT", "calculated-tags/k-2", { scope: "plant", content: { ...content, unit: "" } });
  const listed = async (by: string, query = "") =>
    (await send(by, "GET", `tags${query}`)).json<{ tags: object[]; calculated: { tagUid: string }[] }>();
  const both = (await listed(operator)).calculated.toSorted((a, b) => (a.tagUid < b.tagUid ? -1 : 1));
  expect(both).toEqual([
    { tagUid: calculatedTagUid("k-1"), name: "Power in kW", unit: "kW" },
    { tagUid: calculatedTagUid("k-2"), name: "Power in kW", unit: null },
  ]);
  expect((await listed(maintainer)).calculated.map(({ tagUid }) => tagUid)).toEqual([calculatedTagUid("k-2")]);
  const ofAsset = await listed(operator, `?asset=${encodeURIComponent(LATHE)}`);
  expect([ofAsset.calculated, ofAsset.tags.length > 0]).toEqual([[], true]);
});

it("[XP12] periods are found for every reader, and an expression is checked in both languages", async () => {
  const by = await people.bearer("viewer");
  const expression = { text: "p > 1", inputs: [{ name: "p", tag: `${LATHE}#temperature` }] };
  const found = await send(by, "POST", "periods", { from: "-1h", to: "now", rule: { expression, leastSeconds: 1 } });
  expect(found.json(), found.body).toMatchObject({ periods: [{ seconds: 3600, alerts: 2 }], isCut: false });
  expect((await send(by, "POST", "expressions/check", { expression })).json()).toEqual({
    problems: [{ text: { en: "wrong", zh: "错" }, remedy: { en: "mend", zh: "改" } }],
  });
  const right = { expression: { ...expression, text: "p" } };
  expect((await send(by, "POST", "expressions/check", right)).json()).toEqual({ problems: [] });
});

const TABLE = {
  from: "2026-11-24T00:00:00Z",
  to: "2026-11-24T02:00:00Z",
  everySeconds: 3600,
  language: "zh",
  curves: [{ source: { tag: `${LATHE}#temperature` } }, { source: { tag: `${LATHE}#item-state` }, name: "=1" }],
};

it("[XP17] a table has local times with offset, names, units and qualities in the reader's language", async () => {
  const by = await people.bearer("viewer");
  const csv = await send(by, "POST", "curves/export", { ...TABLE, format: "csv" });
  expect(csv.headers).toMatchObject({
    "content-type": expect.stringContaining("text/csv"),
    "content-disposition": 'attachment; filename="gemba-curves.csv"',
  });
  const [head = "", ...lines] = csv.body.slice(1).trimEnd().split("\r\n");
  expect(head).toBe(
    '"本地时间 (Asia/Shanghai)","时区偏移","CNC-101 信号 0 (kW, 平均 3600 s)","CNC-101 信号 0: 质量","\'=1 (kW)","\'=1: 质量"',
  );
  expect(lines).toEqual([
    '2026-11-24 08:00:00.000,"UTC+08:00",2,"存疑","执行中","存疑"',
    '2026-11-24 09:00:00.000,"UTC+08:00",,,,',
  ]);
  const xlsx = await send(by, "POST", "curves/export", { ...TABLE, format: "xlsx" });
  expect(xlsx.headers["content-type"]).toContain("spreadsheetml");
  expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe("PK");
  expect(asked.map(({ from, to, width }) => [(to - from) / 3600e6, width])).toEqual([
    [2, 2],
    [2, 2],
  ]);
});

it("[XP17] rows are whole roll-ups, some thousand where nobody says how many, and bounded", async () => {
  const by = await people.bearer("viewer");
  const month = { ...TABLE, from: "2026-10-24T00:00:00Z", to: "2026-11-24T00:00:00Z", format: "csv" };
  await send(by, "POST", "curves/export", { ...month, everySeconds: 1000 });
  const { everySeconds: _every, ...free } = month;
  await send(by, "POST", "curves/export", free);
  expect(asked.map(({ from, to, width }) => [(to - from) / width / 1e6, (from / 1e6) % 60])).toEqual([
    [1020, 0],
    [540, 0],
    [540, 0],
  ]);
  const refused = await send(by, "POST", "curves/export", { ...month, everySeconds: 1 });
  expectProblem(refused, 400, "bad-request");
  expect(refused.json<{ detail: string }>().detail).toContain("2678400 rows of 2 curves");
});

it("an edge without these parts says so", async () => {
  const bare = buildApi(fakeEdge().deps);
  for (const [method, url, payload] of [
    ["GET", "views", undefined],
    ["POST", "curves", { width: 1, curves: [{ tag: "x" }] }],
  ] as const)
    expectProblem(
      await bare.inject({ method, url: `/api/v1/${url}`, ...(payload && { payload }) }),
      503,
      "unavailable",
    );
  await bare.close();
});
