/** SQL over HTTP, with a real historian and a process for each statement (rules in docs/rules/sql.md). */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { tableFromIPC } from "apache-arrow";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Api } from "../../edge/api/http/api.ts";
import { buildApi } from "../../edge/api/server.ts";
import { startHistorian } from "../../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../../edge/historian/live-tail.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { asker } from "../../edge/observe/asker.ts";
import { type SqlConfig, type SqlSwitch, sqlSection } from "../../edge/sql/config.ts";
import { openSqlRunner, type SqlParts, SqlRunner } from "../../edge/sql/runner.ts";
import { Spare } from "../../edge/sql/spare.ts";
import { type FakeAccounts, startAccounts } from "../fakes/access/accounts.ts";
import { fakeEdge, LATHE, MemoryJournal } from "../fakes/api/deps.ts";
import { batchOf, T0 } from "../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../fakes/source/tags.ts";

const log = pino({ level: "silent" });
const tags = new FakeTags([fakeTag(1, { assetUid: LATHE, signal: "load" })]);
const TAG = `${LATHE}#load`;
/** A busy machine starts a process in seconds. */
const CONFIG: SqlConfig = { enabled: true, seconds: 60, maxRows: 1000, maxMb: 10, memoryMb: 128, atOnce: 1 };
const SOON = { timeout: 60_000, interval: 100 };
const ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c";

let dir: string;
let app: Api;
let people: FakeAccounts;
let parts: SqlParts;
let runner: SqlRunner;
let apply: (config: SqlConfig) => void;
let close: () => Promise<void>;
const bearers = { viewer: "", engineer: "" };
const journal = new MemoryJournal();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-sql-"));
  const tail = new LiveTail();
  const onCommitted: Parameters<typeof openLog>[0]["onCommitted"] = (batches, _events, _waveforms, position) =>
    tail.committed(batches, position);
  const commitLog = await openLog({ dir: join(dir, "log"), edgeId: "e1", epoch: 1, log, tags, onCommitted });
  const kept = { rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 }, maxBytes: 1024 ** 3, memoryLimitMb: 128 };
  const historian = await startHistorian({ dir: join(dir, "historian"), commitLog, tail, config: kept, log });
  await vi.waitFor(() => expect(historian.health().state).toBe("running"), { timeout: 30_000, interval: 20 });
  const batch = batchOf(...Array.from({ length: 500 }, (_, n) => [1, T0 + n * 1e6, n] as const));
  await commitLog.committed(commitLog.push(batch), AbortSignal.timeout(60_000));
  const section = await sqlSection.open?.(CONFIG, undefined as never);
  apply = (config) => section?.apply?.(config, []);
  const { deps } = fakeEdge();
  const sources = { plant: deps.plant, tags, alerts: deps.alerts };
  const sqlSwitch = section?.offers?.sqlSwitch as SqlSwitch;
  parts = {
    ...{ dataDir: dir, timeZone: "UTC", sqlSwitch, historian, tags, sources },
    now: () => T0 + 3600e6,
  };
  runner = await openSqlRunner(parts);
  people = await startAccounts();
  for (const role of ["viewer", "engineer"] as const) bearers[role] = await people.bearer(role);
  app = buildApi({ ...fakeEdge({ accounts: people.accounts, sql: runner, journal }).deps });
  close = async () => {
    await app.close();
    await historian.close();
    await commitLog.close();
    await people[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  };
});
afterAll(() => close());

const ask = async (statement: string, format: string, role: "viewer" | "engineer" = "engineer") =>
  app.inject({
    method: "POST",
    url: "/api/v1/sql",
    headers: { host: "localhost:8080", authorization: bearers[role] },
    payload: { statement, format },
  });

it("[SQ5] [SQ7] [SQ9] an engineer is answered as Arrow, samples of a moment ago included, on record", async () => {
  const statement = `SELECT tag, time, value FROM samples WHERE time >= '2024-01-01' AND tag = '${TAG}' ORDER BY time`;
  expect((await ask(statement, "arrow", "viewer")).statusCode).toBe(403);
  const answer = await ask(statement, "arrow");
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
  expect(answer.headers["content-type"]).toBe("application/vnd.apache.arrow.stream");
  expect(answer.headers["x-gemba-rows"]).toBe("500");
  const table = tableFromIPC(answer.rawPayload);
  expect([...(table.getChild("value") ?? [])]).toEqual(Array.from({ length: 500 }, (_, n) => n));
  expect(journal.entries.at(-1)).toMatchObject({
    ...{ action: "sql", target: statement, result: "done" },
    after: { format: "arrow", rows: 500, bytes: answer.rawPayload.length },
  });
});

it("[SQ1] [SQ9] a refused statement says why and what to do, and is recorded", async () => {
  const answer = await ask("SELECT * FROM samples", "json");
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ cause: { code: "sql-beginning", params: { view: "samples" } } });
  expect(journal.entries.at(-1)).toMatchObject({ action: "sql", result: "refused" });
});

it("[SQ8] one runs at a time, and ends when the client leaves or SQL is switched off, and leaves no file", async () => {
  const leaving = new AbortController();
  const first = asker.run(leaving.signal, () => runner.ask({ statement: ENDLESS, format: "json" }));
  await expect(runner.ask({ statement: "SELECT 1", format: "json" })).rejects.toThrow("Another statement is running");
  leaving.abort();
  await expect(first).rejects.toThrow("the client has left");
  const second = runner.ask({ statement: ENDLESS, format: "json" });
  apply({ ...CONFIG, enabled: false });
  await expect(second).rejects.toThrow("switched off");
  await expect(runner.ask({ statement: "SELECT 1", format: "json" })).rejects.toThrow("SQL is off");
  apply(CONFIG);
  expect(existsSync(join(dir, "sql")) ? readdirSync(join(dir, "sql")) : []).toEqual([]);
});

it("[SQ8] [SQ11] whoever asks after a client that left is answered", async () => {
  const leaving = new AbortController();
  const first = asker.run(leaving.signal, () => runner.ask({ statement: ENDLESS, format: "json" }));
  leaving.abort();
  await expect(first).rejects.toThrow("the client has left");
  const statement = `SELECT count(*) AS n FROM samples WHERE time >= '2024-01-01' AND tag = '${TAG}'`;
  const answer = await ask(statement, "json");
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
  expect(answer.json()).toMatchObject({ rows: [[500]] });
});

it("[SQ10] a statement gives way to the edge with every thread, and does not know its environment", async () => {
  process.env["GEMBA_TEST_PASSWORD"] = "hunter2";
  const leaving = new AbortController();
  const running = asker.run(leaving.signal, () => runner.ask({ statement: ENDLESS, format: "json" }));
  const pid = await vi.waitFor(
    () => {
      const [found] = statementProcesses();
      const threads = readdirSync(`/proc/${found}/task`);
      // Two threads of the database beside those of Node.js.
      expect(threads.length).toBeGreaterThan(8);
      for (const thread of threads) expect(getPriority(Number(thread))).toBeGreaterThan(getPriority());
      return found;
    },
    { timeout: 60_000, interval: 20 },
  );
  expect(readFileSync(`/proc/${pid}/environ`, "utf8")).not.toContain("hunter2");
  leaving.abort();
  await expect(running).rejects.toThrow("the client has left");
});

it("[SQ11] one process waits for a statement, with no file of the edge, until SQL is switched off", async () => {
  const spare = new Spare();
  const off = new AbortController();
  spare.start(off.signal);
  const pid = spare.pid as number;
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/maps`, "utf8")).toContain("duckdb"), SOON);
  const open = readdirSync(`/proc/${pid}/fd`).map((one) => readlinkSync(`/proc/${pid}/fd/${one}`));
  expect(open.filter((path) => path.startsWith(dir))).toEqual([]);
  spare.start(off.signal);
  expect(spare.pid).toBe(pid);
  off.abort();
  await vi.waitFor(() => expect(spare.pid).toBeUndefined(), SOON);
  expect(spare.take()).toBeUndefined();
});

it("[SQ11] a waiting process that was killed is not missed", async () => {
  const before = await runner.ask({ statement: "SELECT 1 AS one", format: "json" });
  before.body.destroy();
  const waiting = statementProcesses();
  expect(waiting).not.toEqual([]);
  for (const pid of waiting) process.kill(pid, "SIGKILL");
  // The edge may not have seen it die.
  const { body } = await runner.ask({ statement: "SELECT 1 AS one", format: "json" });
  expect(JSON.parse(await text(body))).toMatchObject({ rows: [[1]] });
  apply({ ...CONFIG, enabled: false });
  await vi.waitFor(() => expect(statementProcesses()).toEqual([]), SOON);
  apply(CONFIG);
});

it("[SQ12] what a killed edge left behind is gone with the next start", async () => {
  const dataDir = join(dir, "killed");
  mkdirSync(join(dataDir, "sql", "7"), { recursive: true });
  writeFileSync(join(dataDir, "sql", "7", "answer"), "half");
  await openSqlRunner({ ...parts, dataDir });
  expect(readdirSync(dataDir)).toEqual([]);
});

/** Processes of statements that this one has started; some may end meanwhile. */
function statementProcesses(): readonly number[] {
  return readdirSync("/proc")
    .filter((one) => /^\d+$/.test(one) && isStatement(one))
    .map(Number);
}

/** Whether a process is a statement of this one; processes may end meanwhile. */
function isStatement(pid: string): boolean {
  try {
    const parent = / (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.slice(1) ?? "")?.[1];
    return parent === String(process.pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("sql/child.ts");
  } catch {
    return false;
  }
}

it("[SQ8] memory and time are bounded", async () => {
  apply({ ...CONFIG, memoryMb: 64 });
  const list = "SELECT list(a.range + b.range) FROM range(10000) a, range(10000) b";
  await expect(runner.ask({ statement: list, format: "json" })).rejects.toThrow("more than 64 MB of memory");
  apply({ ...CONFIG, seconds: 1 });
  await expect(runner.ask({ statement: ENDLESS, format: "json" })).rejects.toThrow("longer than 1 s");
  apply(CONFIG);
});

it("[SQ8] the length of an answer is bounded, also by the room of the disk", async () => {
  apply({ ...CONFIG, maxMb: 1 });
  const long = "SELECT random() FROM range(1000000000)";
  await expect(runner.ask({ statement: long, format: "parquet" })).rejects.toThrow("longer than 1 MB");
  apply(CONFIG);
  const full = new SqlRunner({ ...parts, look: async () => ({ free: 2e8, size: 4e9 }) }, join(dir, "sql"));
  await expect(full.ask({ statement: "SELECT 1", format: "csv" })).rejects.toThrow("no room for an answer");
});
