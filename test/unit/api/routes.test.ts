import { Ajv } from "ajv";
import type { LightMyRequestResponse } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/deps.ts";
import { buildApi } from "../../../edge/api/server.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import { NOTHING_AUDITED } from "../../../edge/contracts/path/loss-audit.ts";
import { createLog } from "../../../edge/observe/log.ts";
import type { FakeEdge } from "../../fakes/api/deps.ts";
import { fakeEdge, LATHE, LINK, NOW_US } from "../../fakes/api/deps.ts";
import { batchOf } from "../../fakes/source/tags.ts";

let app: Api;
afterEach(() => app.close());

function start(over: Parameters<typeof fakeEdge>[0] = {}): FakeEdge {
  const edge = fakeEdge(over);
  app = buildApi(edge.deps);
  return edge;
}

const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  app.inject({ url, headers });
const post = (url: string, payload?: unknown, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
  app.inject({ method: "POST", url, headers, ...(payload === undefined ? {} : { payload: payload as object }) });
const TEMPERATURE = encodeURIComponent(`${LATHE}#temperature`);

function expectProblem(
  response: LightMyRequestResponse,
  status: number,
  code: string,
): { detail: string; correlationId: string } {
  expect(response.statusCode, response.body).toBe(status);
  expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  const problem = response.json<{ detail: string; correlationId: string }>();
  expect(problem).toMatchObject({ type: `urn:gemba:problem:${code}`, status, code });
  expect(response.headers["x-correlation-id"]).toBe(problem.correlationId);
  return problem;
}

describe("health", () => {
  it("is 200 with the agreed fields when ready", async () => {
    start();
    const response = await get("/api/v1/health");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      live: true,
      ready: true,
      since: "2026-11-24T02:42:07.123456Z",
      ...{ impaired: [], followers: [], audit: { checked: 95, missing: 0, declared: 2 } },
      sources: [
        {
          name: "line",
          kind: "opcua",
          state: "running",
          since: "2026-11-24T02:42:07.123456Z",
          ...{ reason: null, cause: null },
          samplesPerSecond: 12.5,
          received: 100,
          dropped: 0,
          counts: { refused: 1 },
          ...{ lastDrift: null, limits: {} },
          clock: null,
        },
      ],
      sinks: [
        {
          name: "historian",
          kind: "embedded",
          state: "running",
          since: "2026-11-24T02:42:07.123456Z",
          reason: null,
          cause: null,
          written: 90,
          rejected: 0,
          backlogSamples: 10,
        },
      ],
      jobs: [
        {
          name: "alert tick",
          state: "degraded",
          since: "2026-11-24T02:42:07.123456Z",
          reason: "no such table",
          cause: { code: "said", params: { text: "no such table" } },
          failures: 3,
        },
      ],
    });
  });

  it("is 503 with the same body when not ready", async () => {
    start({
      health: () => ({
        live: true,
        ready: false,
        since: 0,
        impaired: [],
        sources: [],
        sinks: [],
        followers: [],
        jobs: [],
        audit: NOTHING_AUDITED,
      }),
    });
    const response = await get("/api/v1/health");
    expect(response.statusCode).toBe(503);
    const none = { impaired: [], sources: [], sinks: [], followers: [], jobs: [], audit: NOTHING_AUDITED };
    expect(response.json()).toEqual({ live: true, ready: false, since: "1970-01-01T00:00:00.000000Z", ...none });
  });
});

describe("samples/latest", () => {
  it("gives each type its JSON value, times with microseconds, status and link age", async () => {
    const { twin } = start();
    twin.heard(LINK);
    twin.apply(
      batchOf(
        [
          { ref: 0, time: NOW_US, value: 61.25, status: 0x40000000 },
          { ref: 1, time: NOW_US, value: 1 },
          { ref: 2, time: NOW_US, value: 3 },
          { ref: 3, time: NOW_US - 1, text: "O4711" },
        ],
        NOW_US + 5,
      ),
    );
    const { samples } = (await get("/api/v1/samples/latest")).json<{ samples: Record<string, unknown>[] }>();
    expect(samples.map((one) => one["value"])).toEqual([61.25, true, 3, "O4711"]);
    expect(samples[0]).toEqual({
      tagUid: `${LATHE}#temperature`,
      time: "2026-11-24T02:42:07.123456Z",
      receivedAt: "2026-11-24T02:42:07.123461Z",
      value: 61.25,
      status: 0x40000000,
      live: true,
      linkAgeMs: expect.any(Number),
    });
  });

  it("leaves out tags that never had a sample; NaN and infinity are null; a silent link is not live", async () => {
    const { twin } = start();
    twin.apply(
      batchOf([
        { ref: 0, time: NOW_US, value: Number.POSITIVE_INFINITY },
        { ref: 1, time: NOW_US, value: Number.NaN },
      ]),
    );
    const { samples } = (await get("/api/v1/samples/latest")).json<{ samples: Record<string, unknown>[] }>();
    expect(samples.map(({ value, live, linkAgeMs }) => ({ value, live, linkAgeMs }))).toEqual([
      { value: null, live: false, linkAgeMs: null },
      { value: null, live: false, linkAgeMs: null },
    ]);
  });

  it("filters by asset and by tag, each once or several times", async () => {
    const { twin } = start();
    for (const ref of [0, 1]) twin.apply(batchOf([{ ref, time: 1 }]));
    const count = async (query: string): Promise<number> =>
      (await get(`/api/v1/samples/latest?${query}`)).json<{ samples: unknown[] }>().samples.length;
    expect(await count(`tag=${TEMPERATURE}`)).toBe(1);
    expect(await count(`tag=${TEMPERATURE}&tag=${encodeURIComponent(`${LATHE}#door-open`)}`)).toBe(2);
    expect(await count(`asset=${LATHE}&tag=${TEMPERATURE}`)).toBe(2);
    expect(await count("asset=nobody")).toBe(0);
    expect(expectProblem(await get("/api/v1/samples/latest?tag=nothing"), 404, "not-found").detail).toContain(
      '"nothing"',
    );
  });
});

describe("assets and tags", () => {
  it("lists both with the agreed fields", async () => {
    start();
    expect((await get("/api/v1/assets")).json()).toEqual({
      assets: [
        {
          assetUid: LATHE,
          path: "binjiang/bj1/machining/turning/cell-1/cnc-101",
          kind: "lathe",
          name: { zh: "数控车床 101", en: "Lathe 101" },
          label: "CNC-101",
        },
      ],
    });
    const { tags } = (await get("/api/v1/tags")).json<{ tags: Record<string, unknown>[] }>();
    expect(tags[0]).toMatchObject({
      ref: 0,
      tagUid: `${LATHE}#temperature`,
      assetUid: LATHE,
      type: "number",
      unit: "Cel",
      source: "line",
      address: "Objects/Signal0",
    });
    expect(tags[1]).toMatchObject({ type: "boolean", unit: null });
    expect(tags[2]).toMatchObject({ labels: [{ value: 3, zh: "执行中", en: "Executing" }] });
  });

  it("finds one asset by its percent-encoded uid", async () => {
    start();
    expect((await get(`/api/v1/assets/${encodeURIComponent(LATHE)}`)).json<{ tags: unknown[] }>().tags).toHaveLength(4);
    expectProblem(await get("/api/v1/assets/__proto__"), 404, "not-found");
  });
});

describe("trends", () => {
  it("asks the historian for the range and turns NaN into null", async () => {
    const { questions } = start();
    const response = await get(`/api/v1/trends?tag=${TEMPERATURE}&from=-10m&to=now&width=800`);
    expect(response.json()).toMatchObject({
      unit: "Cel",
      from: "2026-11-24T02:32:07.123456Z",
      times: ["2026-11-24T02:32:07.123456Z", "2026-11-24T02:32:07.123457Z"],
      mean: [2, null],
      doubtful: [false, true],
    });
    expect(questions).toEqual([{ ref: 0, from: NOW_US - 600e6, to: NOW_US, width: 800 }]);
  });

  it("understands an offset whose plus became a space", async () => {
    const { questions } = start();
    await get(`/api/v1/trends?tag=${TEMPERATURE}&from=2026-11-24T10:00:00+08:00`);
    expect(questions[0]?.from).toBe(Date.UTC(2026, 10, 24, 2) * 1000);
  });

  it.each([
    ["no tag", "", 400],
    ["an unknown tag", "?tag=x", 404],
    ["a reversed range", `?tag=${TEMPERATURE}&from=now&to=-1h`, 400],
    ["a date that does not exist", `?tag=${TEMPERATURE}&from=2026-02-30T00:00:00Z`, 400],
    ["words as time", `?tag=${TEMPERATURE}&from=yesterday`, 400],
    ["no width", `?tag=${TEMPERATURE}&width=0`, 400],
    ["a width that is too large", `?tag=${TEMPERATURE}&width=4001`, 400],
    ["a width that is no number", `?tag=${TEMPERATURE}&width=1e3`, 400],
    ["an unknown field", `?tag=${TEMPERATURE}&wdith=100`, 400],
    ["a tag given twice", `?tag=${TEMPERATURE}&tag=${TEMPERATURE}`, 400],
  ])("refuses %s and does not ask the historian", async (_, query, status) => {
    const { questions } = start();
    expectProblem(await get(`/api/v1/trends${query}`), status, status === 404 ? "not-found" : "bad-request");
    expect(questions).toEqual([]);
  });

  it("is 503 with the historian's reason while that restarts", async () => {
    const { historian } = fakeEdge().deps;
    start({
      historian: {
        ...historian,
        trend: () => Promise.reject(new EdgeError("unavailable", "the historian restarts; try again in a few seconds")),
      },
    });
    expect(expectProblem(await get(`/api/v1/trends?tag=${TEMPERATURE}`), 503, "unavailable").detail).toContain(
      "try again",
    );
  });
});

describe("alerts", () => {
  it("lists what stands, with evidence by tagUid", async () => {
    start();
    const { alerts, version } = (await get("/api/v1/alerts")).json<{
      version: number;
      alerts: Record<string, unknown>[];
    }>();
    expect(version).toBe(1);
    expect(alerts[0]).toMatchObject({
      alertUid: "alert-1",
      state: "active",
      priority: 2,
      raisedAt: "2026-11-24T02:42:07.123456Z",
      clearedAt: null,
      ...{ acknowledged: null, asksAck: true, values: null, causedBy: null, members: [], memberCount: 0 },
      evidence: [{ tagUid: `${LATHE}#temperature`, value: 81.5, limit: 75, prediction: null }],
    });
  });

  it("answers the history when a time is given", async () => {
    start();
    const count = async (query: string): Promise<number> =>
      (await get(`/api/v1/alerts?${query}`)).json<{ alerts: unknown[] }>().alerts.length;
    expect(await count("from=-1h&to=2026-11-24T02:43:00Z")).toBe(1);
    expect(await count("from=-1h&to=-10m")).toBe(0);
    expectProblem(await get("/api/v1/alerts?limit=2001"), 400, "bad-request");
  });

  it("acknowledges as local, with and without comment and body; the second time is a conflict", async () => {
    const { alerts } = start();
    const response = await post("/api/v1/alerts/alert-1/acknowledge", { comment: "on my way" });
    expect(response.json()).toMatchObject({
      state: "acknowledged",
      acknowledged: { at: "2026-11-24T02:42:07.123456Z", by: "local", comment: "on my way" },
    });
    expectProblem(await post("/api/v1/alerts/alert-1/acknowledge"), 409, "conflict");
    expect(alerts.actions.map((action) => action.kind)).toEqual(["acknowledge", "acknowledge"]);
    expectProblem(await post("/api/v1/alerts/no-such/acknowledge", {}), 404, "not-found");
  });

  it("shelves for minutes or until a time, and brings back", async () => {
    const { alerts } = start();
    await post("/api/v1/alerts/alert-1/shelve", { minutes: 30, reason: "sensor is being changed" });
    await post("/api/v1/alerts/alert-1/shelve", { until: "2026-11-24T03:00:00Z", reason: "again" });
    await post("/api/v1/alerts/alert-1/unshelve");
    const principal = { user: "local", role: "local", origin: "127.0.0.1" };
    expect(alerts.actions).toEqual([
      {
        kind: "shelve",
        shelf: "timed",
        at: NOW_US,
        principal,
        until: NOW_US + 1800e6,
        reason: "sensor is being changed",
      },
      {
        kind: "shelve",
        shelf: "timed",
        at: NOW_US,
        principal,
        until: Date.UTC(2026, 10, 24, 3) * 1000,
        reason: "again",
      },
      { kind: "unshelve", at: NOW_US, principal },
    ]);
  });

  it.each([
    ["no reason", { minutes: 5 }],
    ["an empty reason", { minutes: 5, reason: " " }],
    ["both times", { minutes: 5, until: "2026-11-24T03:00:00Z", reason: "r" }],
    ["no time", { reason: "r" }],
    ["a time in the past", { until: "2026-11-24T02:00:00Z", reason: "r" }],
    ["more than a day", { minutes: 1_441, reason: "r" }],
    ["minutes as text", { minutes: "5", reason: "r" }],
    ["an unknown field", { minutes: 5, reason: "r", by: "somebody else" }],
  ])("refuses to shelve with %s", async (_, body) => {
    const { alerts } = start();
    expectProblem(await post("/api/v1/alerts/alert-1/shelve", body), 400, "bad-request");
    expect(alerts.actions).toEqual([]);
  });
});

describe("every answer", () => {
  it("follows the schema the API describes itself by", async () => {
    const { twin } = start();
    twin.apply(
      batchOf([
        { ref: 0, time: NOW_US, value: 1 },
        { ref: 3, time: NOW_US, text: "O1" },
      ]),
    );
    const document = (await get("/api/docs/json")).json<{
      paths: Record<string, { get: { responses: Record<string, { content?: Record<string, { schema: object }> }> } }>;
    }>();
    for (const path of ["health", "assets", "tags", "samples/latest", "trends", "alerts", "plant", "kpis"]) {
      const schema = document.paths[`/api/v1/${path}`]?.get.responses["200"]?.content?.["application/json"]?.schema;
      expect(schema, path).toBeDefined();
      const body = (await get(`/api/v1/${path}${path === "trends" ? `?tag=${TEMPERATURE}` : ""}`)).json<unknown>();
      const check = new Ajv({ strict: false, allErrors: true }).compile(schema as object);
      check(body);
      expect(check.errors, path).toBeNull();
    }
  });

  it("[S19] never carries stack, path or cause of an error inside the edge; the log has them under the correlation id", async () => {
    const lines: string[] = [];
    start({
      log: createLog({ level: "error", destination: { write: (line) => void lines.push(line) } }),
      kpis: {
        now: () => [],
        fresh: () => {
          throw new Error("/var/lib/gemba/secret.db is locked");
        },
      },
    });
    const response = await get("/api/v1/kpis");
    const { correlationId } = expectProblem(response, 500, "internal");
    expect(response.body).not.toMatch(/secret|\/var|at .*:\d+/);
    expect(lines.join("")).toContain(correlationId);
    expect(lines.join("")).toContain("secret.db is locked");
  });

  it("counts what happened for Prometheus", async () => {
    const { deps } = start();
    deps.counters.counter("gemba_test_total", "A test.", { source: 'a"b' }).add(3);
    const response = await get("/metrics");
    expect(response.headers["content-type"]).toMatch(/^text\/plain/);
    expect(response.body).toContain('gemba_test_total{source="a\\"b"} 3');
  });
});
