import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { causeOf } from "../../../edge/contracts/alerts/causes.ts";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import { FUNCTION_GROUPS } from "../../../edge/sql/check/functions.ts";
import { Engine } from "../../../edge/sql/engine.ts";
import { HOSTILE } from "./hostile.ts";

const NOW = Date.UTC(2026, 10, 24, 3) * 1000;
const HOUR = 3600e6;
const dir = mkdtempSync(join(tmpdir(), "gemba-sql-"));
const about = {
  format: "parquet",
  ...{ now: NOW, timeZone: "Asia/Shanghai", answer: join(dir, "answer") },
  limits: { memoryMb: 256, maxRows: 1000, maxBytes: 1e6 },
} as const;
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.open(about);
});
afterAll(() => rmSync(dir, { recursive: true }));

const refusalOf = async (statement: string): Promise<unknown> =>
  engine.check(statement).then(
    () => `${statement} may run`,
    (error: unknown) => error,
  );

describe("[SQ1] [SQ2] statements that are refused before anything runs", () => {
  it.each(Object.entries(HOSTILE))("%s", async (_, statements) => {
    for (const statement of statements) {
      const refusal = await refusalOf(statement);
      expect(refusal, statement).toBeInstanceOf(EdgeError);
      const { code, message } = refusal as EdgeError;
      expect(code, statement).toBe("bad-request");
      // [CA6] Each refusal has a code of its own in the table.
      expect(causeOf(message).code, message).toMatch(/^sql-/);
    }
  });

  it("there are more than a hundred of them", () => {
    expect(Object.values(HOSTILE).flat().length).toBeGreaterThan(120);
  });
});

it("[SQ3] the database refuses them too, once it has its data", async () => {
  const locked = await Engine.open({ ...about, format: "arrow" });
  await locked.load({ tables: {}, lent: undefined }, { views: [], reach: undefined });
  for (const statement of [
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "ATTACH '/tmp/gemba-other.db' AS x",
    "COPY (SELECT 1) TO '/tmp/gemba-other.csv'",
    `COPY (SELECT 1) TO '${about.answer}'`,
    "EXPORT DATABASE '/tmp/gemba-other'",
    "INSTALL httpfs",
    "LOAD '/tmp/gemba-other.duckdb_extension'",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "SET temp_directory = '/tmp'",
    "RESET allowed_paths",
  ])
    await expect(locked.stream(statement), statement).rejects.toThrow(
      /disabled|locked|not.*allowed|Permission|does not exist/i,
    );
});

describe("[SQ2] what may run", () => {
  it.each([
    ["SELECT 1 + 1 AS two, 'a' || 'b', [1, 2][1], {'a': 1}.a, CASE WHEN true THEN 1 END", []],
    ["FROM tags", ["tags"]],
    ["WITH a AS (SELECT tag FROM tags), b AS (FROM a) SELECT * FROM a JOIN b USING (tag)", ["tags"]],
    ["SELECT * FROM generate_series(1, 3) g(n), range(2), unnest([1, 2])", []],
    ["SELECT asset, count(*) FILTER (state = 'active') OVER (ORDER BY raised_at) FROM alerts QUALIFY true", ["alerts"]],
    ["SELECT lag(piece) OVER (ORDER BY since_at), row_number() OVER () FROM pieces", ["pieces"]],
    ["SELECT list_transform([1], lambda x: x + 1), try_cast('1' AS INTEGER), current_date, #1", []],
    ["SELECT * FROM (PIVOT tags ON type IN ('number', 'text') USING count(*))", ["tags"]],
    ["SELECT * FROM tags UNION ALL BY NAME SELECT * FROM tags ORDER BY ALL LIMIT 3", ["tags"]],
    ["SELECT * FROM tags SEMI JOIN alerts USING (asset_uid) -- a comment; COPY", ["tags", "alerts"]],
    ["SELECT payload->>'$.piece', json_extract_string(payload, '$.a') FROM events WHERE time > now()", ["events"]],
    ["SELECT time AT TIME ZONE 'UTC', extract(hour FROM time) FROM samples WHERE time > now()", ["samples"]],
  ])("%s", async (statement, views) => {
    expect(new Set((await engine.check(statement)).views)).toEqual(new Set(views));
  });
});

describe("[SQ4] the time and the tags that a statement reads", () => {
  const local = (text: string): number => Date.parse(`${text}+08:00`) * 1000;
  it.each([
    ["SELECT * FROM samples WHERE time >= '2026-11-24 08:00' AND time < '2026-11-24 09:00'", "08:00", "09:00"],
    [
      "SELECT * FROM samples s WHERE '2026-11-24 08:00' <= s.time AND s.time <= TIMESTAMPTZ '2026-11-24 01:00:00Z'",
      "08:00",
      "09:00",
    ],
    [
      "SELECT * FROM samples WHERE time BETWEEN '2026-11-24 08:00' AND '2026-11-24 09:00' AND value > 1",
      "08:00",
      "09:00",
    ],
    [
      "SELECT * FROM tags t LEFT JOIN samples s ON s.tag = t.tag AND " +
        "s.time BETWEEN '2026-11-24 08:00' AND '2026-11-24 09:00'",
      "08:00",
      "09:00",
    ],
    [
      "WITH a AS (SELECT * FROM events WHERE time >= '2026-11-24 08:00' AND time < '2026-11-24 08:30') " +
        "SELECT * FROM samples JOIN a USING (time) " +
        "WHERE samples.time BETWEEN '2026-11-24 08:10' AND '2026-11-24 09:00'",
      "08:00",
      "09:00",
    ],
  ])("%s", async (statement, from, to) => {
    const { reach } = await engine.check(statement);
    expect(reach?.from).toBe(local(`2026-11-24T${from}:00`));
    expect((reach?.to ?? 0) - local(`2026-11-24T${to}:00`)).toBeLessThanOrEqual(1);
    expect(reach?.to).toBeGreaterThanOrEqual(local(`2026-11-24T${to}:00`));
  });

  it("without an end it is open, and a beginning beside the statement serves as well", async () => {
    expect((await engine.check("SELECT * FROM samples WHERE time > '2026-11-24 08:00'")).reach?.to).toBeGreaterThan(
      NOW,
    );
    const bounded = await Engine.open({ ...about, from: NOW - HOUR, to: NOW });
    expect((await bounded.check("SELECT * FROM samples")).reach).toEqual({
      from: NOW - HOUR,
      to: NOW,
      tags: undefined,
    });
  });

  it("tags by name limit what is read only where every mention of samples names them", async () => {
    const tagsOf = async (rest: string) =>
      (await engine.check(`SELECT 1 FROM samples s WHERE s.time > now() AND ${rest}`)).reach?.tags;
    expect(await tagsOf("tag = 'a'")).toEqual(["a"]);
    expect(await tagsOf("tag IN ('a', 'b') AND tag IN ('b', 'c')")).toEqual(["b"]);
    expect(await tagsOf("tag = 'a' AND EXISTS (FROM samples WHERE time > now() AND tag = 'b')")).toEqual(["a", "b"]);
    expect(await tagsOf("(tag = 'a' OR tag = 'b')")).toBeUndefined();
    expect(await tagsOf("tag = 'a' AND EXISTS (FROM samples WHERE time > now())")).toBeUndefined();
    expect(await tagsOf("tag LIKE 'a%'")).toBeUndefined();
  });
});

it.each(["docs/sql.md", "docs/sql.zh-CN.md"])("%s lists every function that may be called", (page) => {
  const text = readFileSync(join(import.meta.dirname, "../../..", page), "utf8");
  const { operators: _, ...groups } = FUNCTION_GROUPS;
  for (const names of Object.values(groups))
    expect(text).toContain(
      names
        .split(" ")
        .map((name) => `\`${name}\``)
        .join(" "),
    );
});
