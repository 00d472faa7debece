import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { importHistoryCommand } from "../../../edge/cli/import-history.ts";
import { parseOptions } from "../../../edge/cli/options.ts";
import { busMapping, busPlant, busRows, busValue, longTable, SIGNALS } from "../../fakes/past/bus-plant.ts";

let folder: string;
let plant: string;
let shown: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-past-test-"));
  plant = busPlant(folder);
  shown = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, text: string | Uint8Array): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const run = (...args: string[]): Promise<number> =>
  importHistoryCommand.run(parseOptions([...args, "--config", plant]), new AbortController().signal);

interface Read {
  readonly findings: readonly {
    rule: string;
    at: string;
    asset: string;
    component: string;
    hypotheses: { kind: string }[];
    evidence: { tag: string }[];
  }[];
  readonly tables: readonly Record<string, unknown>[];
  readonly events: readonly Record<string, unknown>[];
  readonly unexplained: readonly unknown[];
  readonly samples: number;
  readonly repeated: number;
}

async function reportOf(mapping: string, ...args: string[]): Promise<Read> {
  const out = join(folder, "report.json");
  expect(await run(file("mapping.yaml", mapping), "--out", out, ...args)).toBe(0);
  return JSON.parse(readFileSync(out, "utf8")) as Read;
}

const SAG = {
  at: "2024-01-15T09:01:22.000Z",
  asset: "M1",
  component: "bus",
  hypotheses: [{ kind: "power-sag", p: 1 }],
};

it("[PH3] [PH6] finds in a long table the findings of a running edge, at their times, with evidence", async () => {
  file("long.csv", longTable());
  const { findings, samples } = await reportOf(busMapping("tables: [{ files: [long.csv] }]"));
  expect(findings).toMatchObject([SAG]);
  expect(findings[0]?.evidence[0]?.tag).toBe("M1#bus/voltage-l1");
  expect(samples).toBe(400);
});

it("[PH3] reads wide tables, packed tables, other separators, decimals, units, times and Parquet alike", async () => {
  const cells = (second: number): string[] => SIGNALS.map((name) => String(busValue(name, second) / 1000));
  const rows = busRows((time, second) => {
    const [, , day, clock] = /(\d+)-(\d+) (.*)/.exec(time) ?? [];
    return [[`${day}.01.2024 ${clock}`, ...cells(second).map((cell) => cell.replace(".", ","))].join(";")];
  });
  file("wide.csv.gz", gzipSync([["Zeit", ...SIGNALS].join(";"), ...rows].join("\r\n")));
  const tags = SIGNALS.map(
    (name) => `  - { from: ${name}, tag: "urn:t:m1#bus/${name}", unit: ${name === "frequency" ? "Hz" : "kV"} }`,
  );
  const wide = (table: string): string =>
    ["gemba-history: 1", "timeZone: Europe/Berlin", `tables: [${table}]`, "tags:", ...tags].join("\n");
  const options = `form: wide, time: Zeit, separator: ";", decimal: ",", timeFormat: "%d.%m.%Y %H:%M:%S"`;
  expect((await reportOf(wide(`{ files: ["*.gz"], ${options} }`))).findings).toMatchObject([SAG]);

  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const source = file("plain.csv", longTable());
  for (const [name, time] of [
    ["local", "time::TIMESTAMP"],
    ["number", "epoch_ms(time::TIMESTAMP) - 3600000"],
  ])
    await connection.run(
      `COPY (SELECT ${time} AS time, tag, value::DOUBLE AS value FROM read_csv('${source}'))
       TO '${join(folder, `${name}.parquet`)}'`,
    );
  connection.closeSync();
  instance.closeSync();
  for (const table of ["{ files: [local.parquet] }", "{ files: [number.parquet], timeFormat: ms }"])
    expect((await reportOf(busMapping(`tables: [${table}]`))).findings).toMatchObject([SAG]);
});

it("[PH6] limits of the config are applied only on request", async () => {
  file("fast.csv", longTable().replaceAll(/(10:01:[0-3]\d,frequency),50/g, "$1,55"));
  const mapping = busMapping("tables: [{ files: [fast.csv] }]");
  const rulesOf = async (...args: string[]) => (await reportOf(mapping, ...args)).findings.map(({ rule }) => rule);
  expect(await rulesOf()).toEqual(["health/bus"]);
  expect(await rulesOf("--limits")).toEqual(["bus-frequency/high", "health/bus"]);
});

it("[PH4] counts every reading, and names bad ones with file and line", async () => {
  const lines = longTable().split("\n");
  lines.splice(
    3,
    0,
    "2024-01-15 09:59:59,switched,closed,good",
    '2024-01-15 10:00:00.5,"other, name",1,good',
    "yesterday,frequency,50,good",
    "2024-01-15 10:00:01,frequency,fifty,good",
    "2024-01-15 10:00:01,frequency,,good",
    "2024-01-15 10:00:01,frequency,50,perhaps",
    "2024-01-15 10:00:01,frequency",
    "2024-01-15 10:00:02,left,1,good",
    '2024-01-15 10:00:00,note,"said ""yes""",good',
  );
  const whole = lines.map((line, at) =>
    at === 0 ? `${line},quality` : line.split(",").length === 3 ? `${line},192` : line,
  );
  file("messy.csv", `${whole.join("\n")}\n\n`);
  const extra = ['  - { from: switched, tag: "M1#switched" }', '  - { from: note, tag: "M1#note" }', "ignore: [left]"];
  const { tables, samples } = await reportOf(
    busMapping("tables: [{ files: [messy.csv], quality: quality, qualityCodes: opc-da }]", extra),
  );
  expect(tables).toMatchObject([
    {
      lines: 409,
      readings: 409,
      used: 402,
      unmapped: 1,
      ignored: 1,
      empty: 1,
      bad: 4,
      outOfOrder: 2,
      unmappedNames: [{ name: "other, name", count: 1 }],
      firstBad: [
        { line: 6, text: "yesterday", reason: "time" },
        { line: 7, text: "fifty", reason: "value" },
        { line: 9, text: "perhaps", reason: "quality" },
        { line: 10, text: "2 fields", reason: "fields" },
      ],
    },
  ]);
  expect(samples).toBe(402);
  expect(shown).toContain(`messy.csv:7: no value of the tag's type: "fifty"`);
});

it("[PH5] sorts overlapping files and unordered rows, and takes a repeated time once", async () => {
  const [head, ...rows] = longTable().split("\n");
  const half = (rest: number): string => [head, ...rows.filter((_, at) => at % 2 === rest).reverse()].join("\n");
  file("a.csv", half(0));
  file("b.csv", half(1));
  file("c.csv", [head, ...rows.slice(0, 8)].join("\n"));
  const { findings, samples, repeated } = await reportOf(busMapping('tables: [{ files: ["?.csv"] }]'));
  expect(findings).toMatchObject([SAG]);
  expect({ samples, repeated }).toEqual({ samples: 400, repeated: 8 });
});

it("[PH7] compares findings with known failures: found before, missed, outside, unexplained", async () => {
  file("long.csv", longTable());
  const mapping = busMapping("tables: [{ files: [long.csv] }]");
  const events = (...rows: string[]): string => file("failures.csv", ["time,asset,component,kind", ...rows].join("\n"));
  const known = await reportOf(
    mapping,
    "--events",
    events("2024-01-15 10:01:30,M1,bus,power-sag", "2024-01-15 10:01:35,M1,pump,", "2025-01-01,M1,,"),
  );
  expect(known.events).toMatchObject([
    { outcome: "found", leadS: 8, kindIsFirst: true },
    { outcome: "missed" },
    { outcome: "outside" },
  ]);
  expect(known.unexplained).toEqual([]);
  const none = await reportOf(mapping, "--events", events("2025-01-01,M1,,"), "--language", "zh");
  expect(none.unexplained).toHaveLength(1);
  expect(shown).toContain("误报或未解释：1 项");
  await expect(run(join(folder, "mapping.yaml"), "--events", events("2024-01-15,M9,,"))).rejects.toThrow(
    /failures.csv, line 2: the config has no asset "M9"/,
  );
});

it("[PH9] a stop leaves no report and no staged samples", async () => {
  file("long.csv", longTable());
  const [mapping, out] = [file("mapping.yaml", busMapping("tables: [{ files: [long.csv] }]")), join(folder, "r.json")];
  const stop = new AbortController();
  vi.mocked(process.stderr.write).mockImplementation(() => {
    stop.abort("SIGINT");
    return true;
  });
  const staged = (): string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith("gemba-past-") && !known.has(name));
  const known = new Set(readdirSync(tmpdir()));
  const options = parseOptions([mapping, "--out", out, "--config", plant]);
  await expect(importHistoryCommand.run(options, stop.signal)).rejects.toBe("SIGINT");
  expect(existsSync(out)).toBe(false);
  expect(staged()).toEqual([]);
});

it("[PH2] proposes a mapping by likeness, which reads the same table", async () => {
  const table = file(
    "points.csv",
    longTable()
      .replaceAll(/voltage-l(\d)/g, "Bus Voltage L$1")
      .replaceAll("frequency", "BusFrequency"),
  );
  const mapping = join(folder, "proposed.yaml");
  expect(await run("--propose", table, "--out", mapping)).toBe(0);
  const text = readFileSync(mapping, "utf8");
  expect(text).toContain('{ from: "Bus Voltage L2", tag: "M1#bus/voltage-l2" }');
  expect((await reportOf(text)).findings).toMatchObject([SAG]);
});

it("[PH1] refuses a mapping with all of its mistakes, and tables that do not fit", async () => {
  const refused = async (mapping: string): Promise<string> =>
    await run(file("mapping.yaml", mapping)).then(
      () => "done",
      (error: Error) => error.message,
    );
  file("long.csv", longTable());
  const many = await refused(
    [
      "gemba-history: 1",
      "timeZone: Mars/Base",
      "tables: [{ files: [nothing.csv] }]",
      "tags:",
      '  - { from: a, tag: "M1#nothing" }',
      '  - { from: b, tag: "M1#bus/frequency", unit: kg }',
      '  - { from: b, tag: "M1#bus/voltage-l1" }',
    ].join("\n"),
  );
  for (const part of [
    /Mars\/Base/,
    /no file is .*nothing.csv/,
    /no tag M1#nothing/,
    /kg cannot be converted to Hz/,
    /there twice/,
  ])
    expect(many).toMatch(part);
  expect(await refused("gemba-history: 2")).toMatch(/mistakes.*\n.*timeZone/);
  expect(await refused(busMapping("tables: [{ files: [long.csv], value: reading }]"))).toMatch(
    /has no column reading; it has time, tag, value/,
  );
  expect(await refused(busMapping("tables: [{ files: [long.csv], timeFormat: s }]"))).toMatch(
    /no reading could be used: .* 400 bad, such as .*long.csv, line 2: time "2024-01-15 10:00:00"/,
  );
});
