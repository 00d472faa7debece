import { expect, it } from "vitest";
import { cookieNameOf } from "../../../../../edge/api/http/session-cookie.ts";
import { buildApi } from "../../../../../edge/api/server.ts";
import type { ConfigChange } from "../../../../../edge/contracts/plant/config-edit.ts";
import type { ConfigEditor, SaveAct } from "../../../../../edge/contracts/plant/config-editor.ts";
import { ConfigRefused } from "../../../../../edge/contracts/plant/config-text.ts";
import { startAccounts } from "../../../../fakes/access/accounts.ts";
import { fakeEdge } from "../../../../fakes/api/deps.ts";

const problem = {
  code: "name-unknown",
  params: {},
  file: "plant/site.yaml",
  line: 3,
  column: 1,
  path: "site.currency",
  message: { en: "no currency", zh: "无币种" },
  remedy: { en: "write one", zh: "请填写" },
};
const version = { id: 4, at: 1_700_000_000_000_000, by: "li", kind: "edits", note: "n", files: ["site.yaml"] } as const;
const ORIGIN = {
  plant: "acme/test",
  by: "li",
  at: "2026-11-29T06:00:00Z",
  version: null,
  note: "",
  hash: "0".repeat(64),
};
const diff = [{ file: "site.yaml", isCut: false, lines: [{ kind: "added", line: 3, text: "x" }] }] as const;

function editorOf(over: Partial<ConfigEditor> = {}): ConfigEditor & { readonly saved: [ConfigChange, SaveAct][] } {
  const saved: [ConfigChange, SaveAct][] = [];
  const effects = { sections: ["site"], applied: ["detectors"], restart: ["site"] };
  return {
    saved,
    read: async () => ({ revision: "r1", files: ["gemba.yaml"], values: { a: 1 }, secrets: [], problems: [problem] }),
    schema: async () => ({ type: "object" }),
    check: async () => ({ problems: [problem], warnings: [], diff, ...effects }),
    async save(change, act) {
      act.permit?.(change.edits?.map(({ path }) => String(path[0])) ?? []);
      saved.push([change, act]);
      return { revision: "r2", files: ["site.yaml"], version: 5, ...effects };
    },
    tagSheet: async () =>
      (async function* () {
        yield Buffer.from("PK");
      })(),
    compareTags: async (workbook) => ({
      ...{ revision: "r1", rows: workbook.length, changes: [], refused: [], moreRefused: 0, ignored: [], edits: [] },
    }),
    propose: async ({ sections, note }, by) => ({
      ...{ gembaProposal: 1, ...ORIGIN, by, note },
      sections: Object.fromEntries(sections.map((name) => [name, {}])),
    }),
    compareProposal: async (file) => ({
      ...{ revision: "r1", origin: file === null ? null : ORIGIN, refused: [] },
      changes: [{ path: ["kpis"], kind: "removed", before: 1, edit: { kind: "remove", path: ["kpis"] } }],
    }),
    versions: () => [version],
    version: () => ({ ...version, diff }),
    ...over,
  };
}

const set = (path: readonly (string | number)[], value: unknown) => ({ kind: "set", path, value });

async function edge(over: Partial<ConfigEditor> = {}, role: "viewer" | "engineer" | "admin" = "engineer") {
  const people = await startAccounts();
  const configEditor = editorOf(over);
  const reloads: string[] = [];
  const reloadConfig = async ({ user }: { user: string }) => {
    reloads.push(user);
    return { applied: ["detectors"], restart: [] };
  };
  const { deps } = fakeEdge({ configEditor, reloadConfig, accounts: people.accounts });
  const app = buildApi(deps);
  const headers = { authorization: await people.bearer(role) };
  return {
    app,
    deps,
    configEditor,
    reloads,
    get: (url: string) => app.inject({ url, headers }),
    post: (url: string, payload: object) => app.inject({ method: "POST", url, headers, payload }),
    postBytes: (url: string, payload: Buffer, type: string) =>
      app.inject({ method: "POST", url, headers: { ...headers, "content-type": type }, payload }),
    async postInPerson(url: string, payload: object) {
      const cookie = `${cookieNameOf(deps.edgeId)}=${await people.session(role)}`;
      return await app.inject({ method: "POST", url, headers: { cookie }, payload });
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await people[Symbol.asyncDispose]();
    },
  };
}

it("[CE2] the config, its schema, a check and the versions are answered", async () => {
  await using at = await edge();
  expect((await at.get("/api/v1/config")).json()).toMatchObject({
    revision: "r1",
    values: { a: 1 },
    problems: [{ code: "name-unknown", text: { zh: "无币种" } }],
  });
  expect((await at.get("/api/v1/config/schema")).json()).toEqual({ type: "object" });
  const checked = await at.post("/api/v1/config/check", { revision: "r1", edits: [set(["site", "currency"], 1)] });
  expect(checked.json()).toMatchObject({ problems: [{ line: 3 }], diff, restart: ["site"] });
  expect((await at.get("/api/v1/config/versions")).json()).toMatchObject({
    versions: [{ id: 4, at: "2023-11-14T22:13:20.000000Z", by: "li" }],
  });
  expect((await at.get("/api/v1/config/versions/4")).json()).toMatchObject({ id: 4, diff });
  expect((await at.get("/api/v1/config/versions/..%2f4")).statusCode).toBe(400);
});

it("[CE9] a save is recorded with places and without values, and what can change at once does", async () => {
  await using at = await edge();
  const edits = [
    set(["site", "currency"], "very-secret"),
    { kind: "secret", path: ["notify", "channels", 0, "secret"], value: "hunter2" },
  ];
  const saved = await at.post("/api/v1/config/save", { revision: "r1", edits, note: "new bank" });
  expect(saved.json()).toMatchObject({ revision: "r2", version: 5, applied: ["detectors"], restart: [] });
  expect(at.reloads).toHaveLength(1);
  expect(at.configEditor.saved[0]?.[1]).toMatchObject({ note: "new bank", by: at.reloads[0] });
  const [entry] = await at.deps.journal.read({ limit: 1 });
  expect(entry).toMatchObject({ action: "config.save", result: "done", reason: "site.yaml" });
  expect(entry?.after).toMatchObject({ places: ["set site.currency", "secret notify.channels.0.secret"] });
  expect(JSON.stringify(entry)).not.toMatch(/very-secret|hunter2/);
  await at.post("/api/v1/config/save", { revision: "r1", version: 3 });
  expect((await at.deps.journal.read({ limit: 1 }))[0]).toMatchObject({
    action: "config.restore",
    after: { version: 3 },
  });
});

it("[CE9] a refusal is recorded, and answers all problems in both languages", async () => {
  await using at = await edge({
    save: async () => {
      throw new ConfigRefused("bad-request", "The change would break the plant's config. 1 problem", [problem]);
    },
  });
  const refused = await at.post("/api/v1/config/save", { revision: "r1", edits: [set(["site"], 1)] });
  expect([refused.statusCode, refused.json<{ problems: unknown[] }>().problems.length]).toEqual([400, 1]);
  expect((await at.deps.journal.read({ limit: 1 }))[0]).toMatchObject({ action: "config.save", result: "refused" });
  expect(at.reloads).toEqual([]);
  for (const body of [
    { revision: "r1", edits: [] },
    { revision: "r1", edits: [{ kind: "set", path: [], value: 1 }] },
    { revision: "r1", edits: [{ kind: "set", path: [-1], value: 1 }] },
    { revision: "r1", edits: [{ kind: "move", path: ["a"] }] },
    { revision: "r1", nonsense: 1 },
  ])
    expect((await at.post("/api/v1/config/check", body)).statusCode, JSON.stringify(body)).toBe(400);
});

it("[CE9] viewers may not even read it; the section api is changed by admins only", async () => {
  await using viewer = await edge({}, "viewer");
  for (const url of ["", "/schema", "/versions", "/versions/4"])
    expect((await viewer.get(`/api/v1/config${url}`)).statusCode).toBe(403);
  await using engineer = await edge();
  const change = { revision: "r1", edits: [set(["api", "access"], "network")] };
  const byToken = await engineer.post("/api/v1/config/save", change);
  expect([byToken.statusCode, byToken.json<{ detail: string }>().detail]).toEqual([
    403,
    expect.stringContaining("A token cannot do this"),
  ]);
  const inPerson = await engineer.postInPerson("/api/v1/config/save", change);
  expect([inPerson.statusCode, inPerson.json<{ detail: string }>().detail]).toEqual([
    403,
    expect.stringContaining("needs the role admin"),
  ]);
  expect(engineer.configEditor.saved).toEqual([]);
});

it("[U2] [CE9] without users nobody reads or changes the config; an edge without an editor says so", async () => {
  await using people = await startAccounts();
  const app = buildApi(fakeEdge({ configEditor: editorOf(), accounts: people.accounts }).deps);
  const payload = { revision: "r1", edits: [set(["site", "currency"], "EUR")] };
  for (const answer of [
    await app.inject({ url: "/api/v1/config" }),
    await app.inject({ method: "POST", url: "/api/v1/config/save", payload }),
  ])
    expect([answer.statusCode, answer.json<{ detail: string }>().detail]).toEqual([
      403,
      expect.stringContaining("gemba users invite"),
    ]);
  await app.close();
  const bare = buildApi(fakeEdge({ accounts: people.accounts }).deps);
  const headers = { authorization: await people.bearer("engineer") };
  expect((await bare.inject({ url: "/api/v1/config", headers })).statusCode).toBe(503);
  await bare.close();
});

it("[CE15] the table of tags is saved as a workbook, and only a workbook is compared", async () => {
  await using at = await edge();
  const saved = await at.get("/api/v1/config/tags.xlsx?language=zh");
  expect(saved.headers).toMatchObject({ "content-disposition": 'attachment; filename="gemba-tags.xlsx"' });
  expect(saved.body).toBe("PK");
  expect((await at.get("/api/v1/config/tags.xlsx?language=fr")).statusCode).toBe(400);
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const post = (payload: Buffer, contentType = type) =>
    at.postBytes("/api/v1/config/tags/compare", payload, contentType);
  expect((await post(Buffer.from("abcd"))).json()).toMatchObject({ revision: "r1", rows: 4, edits: [] });
  expect((await post(Buffer.alloc(17 * 1024 * 1024))).statusCode).toBe(413);
  for (const other of ["application/json", "text/plain", "application/octet-stream"])
    expect((await post(Buffer.from("{}"), other)).statusCode, other).toBe(415);
  await using viewer = await edge({}, "viewer");
  expect((await viewer.get("/api/v1/config/tags.xlsx")).statusCode).toBe(403);
  expect((await viewer.postBytes("/api/v1/config/tags/compare", Buffer.from("x"), type)).statusCode).toBe(403);
});

it("[CE17] [CE18] sections go out as a file, come back compared, and a save names where they come from", async () => {
  await using at = await edge();
  const saved = await at.get("/api/v1/config/proposal?sections=kpis,notify&note=why");
  expect(saved.headers).toMatchObject({ "content-disposition": 'attachment; filename="gemba-proposal.json"' });
  expect(saved.json()).toMatchObject({ plant: "acme/test", sections: { kpis: {}, notify: {} }, note: "why" });
  for (const wrong of ["", "?sections=", "?sections=a,..", "?sections=a&version=x"])
    expect((await at.get(`/api/v1/config/proposal${wrong}`)).statusCode, wrong).toBe(400);
  const compared = await at.post("/api/v1/config/proposal/compare", { proposal: saved.json() });
  const { revision, origin, changes } = compared.json() as { revision: string; origin: object; changes: object[] };
  expect(changes).toEqual([{ path: ["kpis"], kind: "removed", before: 1, edit: { kind: "remove", path: ["kpis"] } }]);
  const edits = [{ kind: "remove", path: ["kpis"] }];
  expect((await at.postInPerson("/api/v1/config/save", { revision, edits, origin })).statusCode).toBe(200);
  expect(at.configEditor.saved[0]?.[0].origin).toEqual(ORIGIN);
  const entries = await at.deps.journal.read({ limit: 10 });
  expect(entries.map(({ action }) => action)).toEqual(expect.arrayContaining(["config.propose", "config.promote"]));
  const forged = { revision, edits, origin: { ...origin, hash: "x" } };
  expect((await at.post("/api/v1/config/save", forged)).statusCode).toBe(400);
});
