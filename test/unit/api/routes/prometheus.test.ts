/** The session of Grafana's stock data source: rule PQ10 in docs/rules/prometheus.md. */
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Api } from "../../../../edge/api/http/api.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";
import { START, storedPlant } from "../../../fakes/promql/stored-plant.ts";

const NOW_S = START / 1e6 + 600;
const PREFIX = "/api/prometheus/api/v1";
let app: Api;

beforeEach(() => {
  const speeds = (base: number) => Array.from({ length: 61 }, (_, i) => [i * 10, base + i] as const);
  const { queries } = storedPlant(
    ["CNC-101", "CNC-102"].map((asset, at) => ({
      asset,
      component: "spindle",
      signal: "speed",
      samples: speeds(1_000 * (at + 1)),
    })),
  );
  app = buildApi(fakeEdge({ prometheus: queries, now: () => NOW_S * 1e6 }).deps);
});
afterEach(() => app.close());

const get = async (path: string, query: Record<string, string> = {}) =>
  await app.inject({ method: "GET", url: `${PREFIX}/${path}`, query });

/** As a form, which is how Grafana asks unless it is set otherwise. */
const form = async (path: string, fields: readonly (readonly [string, string])[]) =>
  await app.inject({
    method: "POST",
    url: `${PREFIX}/${path}`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString(),
  });

it("[PQ10] save and test: build information, and one and one", async () => {
  expect((await get("status/buildinfo")).json()).toMatchObject({ status: "success", data: { version: "2.53.0" } });
  const answer = await form("query", [
    ["query", "1+1"],
    ["time", String(NOW_S)],
  ]);
  expect(answer.headers["content-type"]).toMatch("application/json");
  expect(answer.json()).toEqual({ status: "success", data: { resultType: "scalar", result: [NOW_S, "2"] } });
});

it("[PQ10] the builder of queries asks names, labels, values, series and metadata", async () => {
  expect((await get("label/__name__/values")).json()).toEqual({ status: "success", data: ["spindle_speed"] });
  expect((await form("labels", [["match[]", "spindle_speed"]])).json<{ data: string[] }>().data).toContain("asset");
  const values = await get("label/asset/values", { "match[]": 'spindle_speed{kind="lathe"}', start: "0", end: "1" });
  expect(values.json()).toMatchObject({ data: ["CNC-101", "CNC-102"] });
  const series = await form("series", [
    ["match[]", 'spindle_speed{asset="CNC-101"}'],
    ["match[]", 'spindle_speed{asset=~"CNC-101|CNC-102"}'],
    ["start", "0"],
  ]);
  expect(series.json<{ data: object[] }>().data).toHaveLength(2);
  expect((await get("metadata", { limit: "1000" })).json()).toMatchObject({
    data: { spindle_speed: [{ type: "gauge", help: "Signal 0 / 信号 0", unit: "Cel" }] },
  });
});

it("[PQ10] a panel asks over a range, and a table at one time", async () => {
  const panel = await form("query_range", [
    ["query", "max by (kind) (rate(spindle_speed[1m0s]))"],
    ["start", String(NOW_S - 120)],
    ["end", String(NOW_S)],
    ["step", "60"],
    ["timeout", "60s"],
  ]);
  expect(panel.json()).toEqual({
    status: "success",
    data: {
      resultType: "matrix",
      result: [
        {
          metric: { kind: "lathe" },
          values: [NOW_S - 120, NOW_S - 60, NOW_S].map((time) => [time, "0.1"]),
        },
      ],
    },
  });
  const table = await get("query", {
    query: "topk(1, spindle_speed)",
    time: new Date((NOW_S - 60) * 1000).toISOString(),
  });
  expect(table.json()).toMatchObject({
    data: { resultType: "vector", result: [{ metric: { asset: "CNC-102" }, value: [NOW_S - 60, "2054"] }] },
  });
  const infinite = await get("query", { query: "vector(1) / 0" });
  expect(infinite.json()).toMatchObject({ data: { result: [{ value: [NOW_S, "+Inf"] }] } });
});

it("[PQ10] lists are as long as Grafana asks, and say when there is more", async () => {
  const everything = ["match[]", '{__name__!=""}'] as const;
  const series = await form("series", [everything, ["limit", "1"], ["start", "0"], ["end", "1"]]);
  expect(series.json()).toEqual({
    status: "success",
    data: [expect.objectContaining({ __name__: "spindle_speed", asset: "CNC-101" })],
    warnings: ["results truncated due to limit"],
  });
  const all = await form("series", [everything, ["limit", "40000"]]);
  expect(all.json<{ data: object[]; warnings?: object }>()).toMatchObject({ data: [{}, {}] });
  expect(all.json()).not.toHaveProperty("warnings");
  expect((await form("labels", [["limit", "2"]])).json<{ data: object[] }>().data).toHaveLength(2);
  expect((await get("label/asset/values", { limit: "1" })).json()).toMatchObject({ data: ["CNC-101"] });
  expect((await get("metadata", { metric: "spindle_speed" })).json()).toMatchObject({ data: { spindle_speed: [{}] } });
  expect((await get("metadata", { metric: "other", limit: "0" })).json()).toMatchObject({ data: {} });
  expect((await get("labels", { limit: "-1" })).statusCode).toBe(400);
});

it("[PQ10] what is answered to GET alone says so, because Grafana tries POST first", async () => {
  for (const path of ["status/buildinfo", "metadata", "rules"]) {
    const answer = await form(path, [["limit", "1"]]);
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, "GET, HEAD"]);
  }
  expect((await form("status/flags", [])).statusCode).toBe(404);
});

it("[PQ10] a panel with exemplars asks for both by form", async () => {
  const range = [
    ["query", "rate(spindle_speed[1m0s])"],
    ["start", String(NOW_S - 120)],
    ["end", `${NOW_S}.25`],
  ] as const;
  const panel = await form("query_range", [...range, ["step", "15"]]);
  expect(panel.json<{ data: { result: { values: unknown[] }[] } }>().data.result[0]?.values).toHaveLength(9);
  expect((await form("query_exemplars", range)).json()).toEqual({ status: "success", data: [] });
});

it("[PQ10] alerting and traces find nothing that they could use", async () => {
  expect((await get("rules")).json()).toEqual({ status: "success", data: { groups: [] } });
  expect((await get("query_exemplars", { query: "spindle_speed" })).json()).toEqual({ status: "success", data: [] });
});

it.each([
  [{ query: "sum(" }, 400, "query, character 5: the query ends, but a value is expected"],
  [{}, 400, "query: give one"],
  [{ query: "1", time: "yesterday" }, 400, "time: give seconds since 1970, or RFC 3339 such as 2026-11-24T02:42:07Z"],
  [{ query: 'x{a=~"("}' }, 400, 'the pattern "(" is not understood or too long'],
])("[PQ10] %j is refused in the form of Prometheus", async (query, status, error) => {
  const answer = await get("query", query as Record<string, string>);
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toEqual({ status: "error", errorType: "bad_data", error });
});

it("[PQ10] too many selectors and an edge without history are refused", async () => {
  const many = Array.from({ length: 21 }, () => ["match[]", "spindle_speed"] as const);
  expect((await form("series", many)).statusCode).toBe(400);
  const bare = buildApi(fakeEdge({}).deps);
  const answer = await bare.inject({ method: "GET", url: `${PREFIX}/query?query=1` });
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ status: "error", errorType: "unavailable" });
  await bare.close();
});

it("[PQ10] forms are taken here only", async () => {
  const elsewhere = await app.inject({
    method: "POST",
    url: "/api/v1/expressions/check",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: "expression=1",
  });
  expect(elsewhere.statusCode).toBe(415);
});
