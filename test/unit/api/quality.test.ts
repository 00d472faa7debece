import { expect, it } from "vitest";
import { buildApi } from "../../../edge/api/server.ts";
import type { ChartModel } from "../../../edge/contracts/quality/chart.ts";
import type { FreezeQuestion, QualityReader } from "../../../edge/contracts/quality/quality.ts";
import { qualityFollower } from "../../../edge/quality/follower.ts";
import { gaugeStudy } from "../../../edge/quality/statistics/gauge-study.ts";
import { startAccounts } from "../../fakes/access/accounts.ts";
import { fakeEdge, MemoryJournal, NOW_US } from "../../fakes/api/deps.ts";
import { bookOf, completed, made, measured, PLAN } from "../quality/measured.ts";

function readerOf(frozen: FreezeQuestion[] = []): QualityReader {
  const book = bookOf([{ ...PLAN, requiredCpk: 1.67, chart: { ...PLAN.chart, centre: 0.02, sigma: 0.001 } }]);
  for (let n = 0; n < 24; n++) made(book, `PC-${n}`, n * 100, 0.02 + (n % 3) / 1000 + (n === 20 ? 0.02 : 0));
  const { features, counters, chart, capability, piece, limits, estimate } = book.answers;
  return {
    isCurrent: true,
    ...{ features, counters, chart, capability, piece, limits, gaugeStudy },
    async freeze(question, { by, comment }) {
      frozen.push(question);
      return { ...question, by, comment, at: NOW_US, model: estimate(question) as ChartModel };
    },
  };
}

it("[QY22] gives features, charts, capability and measurements, without NaN", async () => {
  const app = buildApi(fakeEdge({ quality: readerOf() }).deps);
  const features = (await app.inject("/api/v1/quality/features")).json();
  expect(features).toMatchObject({
    isCurrent: true,
    counters: { measurements: 24 },
    features: [{ plan: "flatness", lower: null, series: [{ machine: "CNC-201", count: 24, phase: "given" }] }],
  });
  const asked = "plan=flatness&machine=CNC-201";
  const chart = (await app.inject(`/api/v1/quality/chart?${asked}&limit=10`)).json();
  expect(chart).toMatchObject({ phase: "given", first: 14, model: { centre: 0.02, lambda: null }, limits: null });
  expect(chart.pieces).toHaveLength(10);
  expect(chart.signals).toContainEqual({ pattern: "beyond-limit", rule: 1, curve: "location", from: 6, to: 6 });
  const capability = (await app.inject(`/api/v1/quality/capability?${asked}&from=2026-03-01T00:00:00Z`)).json();
  expect(capability).toMatchObject({ unit: "mm", lower: 0, upper: 0.05, capability: { count: 24, confidence: 0.95 } });
  // [QY23]
  expect(capability.histogram.counts.reduce((sum: number, count: number) => sum + count)).toBe(24);
  const { measurements } = (await app.inject("/api/v1/quality/measurements?piece=PC-3")).json();
  expect(measurements).toMatchObject([{ plan: "flatness", gauge: "CMM-01", machine: "CNC-201", program: "P1" }]);
  const unknown = await app.inject("/api/v1/quality/chart?plan=flatness&machine=CNC-9");
  expect([unknown.statusCode, unknown.json().detail]).toEqual([404, expect.stringContaining("no such chart")]);
  await app.close();
});

it("[QY43] gives the capability of all charts in one table, a part at a time, and as a file", async () => {
  const app = buildApi(fakeEdge({ quality: readerOf() }).deps);
  const range = "from=2026-03-01T00:00:00Z";
  const table = (await app.inject(`/api/v1/quality/capabilities?${range}`)).json();
  expect(table).toMatchObject({
    count: 1,
    rows: [{ plan: "flatness", machine: "CNC-201", operation: "OP20", lower: 0, upper: 0.05, requiredCpk: 1.67 }],
  });
  // The same figures as on the page of the feature.
  const one = (await app.inject(`/api/v1/quality/capability?plan=flatness&machine=CNC-201&${range}`)).json();
  expect(table.rows[0].capability).toEqual(one.capability);
  expect(one.capability).toHaveProperty("expectedBeyond");
  expect((await app.inject(`/api/v1/quality/capabilities?${range}&offset=1`)).json().rows).toEqual([]);
  const csv = await app.inject(`/api/v1/quality/capabilities/table?${range}&format=csv&language=en`);
  const [head = "", line = ""] = csv.body.split("\r\n");
  expect([csv.headers["content-type"], head.split('","').length]).toEqual([expect.stringContaining("text/csv"), 23]);
  expect(line.split('","').length).toBe(23);
  expect(line).toContain('"CNC-201","24"');
  const xlsx = await app.inject(`/api/v1/quality/capabilities/table?${range}&format=xlsx&language=zh`);
  expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe("PK");
  await app.close();
});

it("[QY45] calls the operation by its id and its name in the config", async () => {
  const { capability, features } = readerOf();
  const answers = { capability, features } as unknown as Record<string, (question?: unknown) => unknown>;
  const operations = [{ stations: ["CNC-2*"], id: "OP20", name: { zh: "铣削", en: "Milling" } }];
  const quality = qualityFollower.readers?.({
    config: { material: { operations } },
    follower: () => ({ isCurrent: true, ask: (name: string, asked?: unknown) => answers[name]?.(asked) }),
  } as never).quality as QualityReader;
  const app = buildApi(fakeEdge({ quality }).deps);
  const range = "from=2026-03-01T00:00:00Z";
  const { rows } = (await app.inject(`/api/v1/quality/capabilities?${range}`)).json();
  expect(rows).toMatchObject([{ operation: "OP20", operationName: { zh: "铣削", en: "Milling" } }]);
  const csv = await app.inject(`/api/v1/quality/capabilities/table?${range}&format=csv&language=en`);
  expect(csv.body).toContain('"OP20 Milling"');
  await app.close();
});

it("[QY43] the operation is the reported one, else that of the machine, else that of the gauge by the config", () => {
  const of = (machine: string, payload: object | undefined) => {
    const book = bookOf([PLAN]);
    if (payload !== undefined) book.take(completed("PC-1", 0, { place: "CNC-201", ...payload }));
    book.take(measured("PC-1", 30, 0.02));
    const asked = { plan: "flatness", machine, from: 0, to: 1e18, confidence: 0.95 };
    return book.answers.capability(asked)?.operation;
  };
  expect(of("CNC-201", { operation: "OP22" })).toBe("OP22");
  expect(of("CNC-201", { operation: undefined })).toBe("OP21");
  expect(of("", undefined)).toBe("OP55");
});

it("[QY22] computes gauge R&R of a posted study, and says why it cannot", async () => {
  const app = buildApi(fakeEdge({ quality: readerOf() }).deps);
  const study = { parts: 2, operators: 2, trials: 2, values: [1, 1.01, 1.2, 1.21, 2, 2.01, 2.6, 2.61] };
  const post = (payload: object) => app.inject({ method: "POST", url: "/api/v1/quality/gauge-study", payload });
  const good = await post({ ...study, lower: 0, upper: 3 });
  expect([good.statusCode, good.json()]).toMatchObject([200, { rows: { part: { freedom: 1 } }, isPooled: false }]);
  expect((await post({ ...study, trials: 3 })).json().detail).toContain("every operator's trials of every part");
  expect((await post({ ...study, lower: 3, upper: 0 })).statusCode).toBe(400);
  await app.close();
});

it("[QY15] only a maintainer freezes limits, and the audit log has it", async () => {
  const frozen: FreezeQuestion[] = [];
  const journal = new MemoryJournal();
  await using people = await startAccounts();
  const deps = fakeEdge({ quality: readerOf(frozen), journal, accounts: people.accounts }).deps;
  const app = buildApi(deps);
  const payload = { plan: "flatness", machine: "CNC-201", from: 0, to: 23, excluded: [20], comment: "tool broke" };
  const as = async (role: "operator" | "maintainer") => {
    const headers = { authorization: await people.bearer(role) };
    return app.inject({ method: "POST", url: "/api/v1/quality/limits", payload, headers });
  };
  expect((await as("operator")).statusCode).toBe(403);
  const answer = await as("maintainer");
  expect([answer.statusCode, answer.json()]).toMatchObject([200, { excluded: [20], model: { kind: "i-mr" } }]);
  expect(frozen).toMatchObject([{ from: 0, to: 23 }]);
  expect(journal.entries).toMatchObject([{ action: "quality.limits", target: "flatness CNC-201", result: "done" }]);
  await app.close();
});
