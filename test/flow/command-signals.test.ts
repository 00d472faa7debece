import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { COMMANDS } from "../../edge/cli/all.ts";
import { writeRecord } from "../../edge/historian/archive/record.ts";
import { openSnapshot } from "../../edge/historian/archive/snapshot.ts";
import { casesIn, EMPTY_PLANT, plantText, portOf, silentServers } from "../fakes/cli/signal-cases.ts";
import { STALL, type Stall } from "../fakes/followers/stall.ts";
import { nobody } from "../fakes/net/nobody.ts";
import { partOf } from "../run/long-sets.ts";

/** SIGTERM or SIGINT in the middle of any `gemba` command ends it with its children, and leaves no partial output. */

const ROOT = join(import.meta.dirname, "..", "..");
const STALL_MODULE = pathToFileURL(join(import.meta.dirname, "..", "fakes", "followers", "stall.ts")).href;
const dir = mkdtempSync(join(tmpdir(), "gemba-signals-"));
const data = join(dir, "data");
const SILENT = silentServers();
const CASES = casesIn(dir, data, SILENT);

/** Ports of an edge without machines. */
let elsewhere: Record<string, string> = {};

beforeAll(async () => {
  elsewhere = await nobody();
  for (const server of Object.values(SILENT)) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  mkdirSync(join(data, "historian", "spans"), { recursive: true });
  mkdirSync(join(data, "log"));
  writeFileSync(join(data, "edge.json"), "{}");
  writeFileSync(join(data, "journal.jsonl"), "");
  writeFileSync(join(data, "plant.json"), JSON.stringify({ version: 1, edgeId: "edge", plant: {}, tags: [] }));
  writeFileSync(join(dir, "tags.csv"), "Name\n");
  mkdirSync(join(dir, "running"));
  writeFileSync(join(dir, "running", "lock"), "");
  writeFileSync(
    join(dir, "running", "run.json"),
    JSON.stringify({ address: `http://127.0.0.1:${portOf(SILENT.command)}` }),
  );
  mkdirSync(join(dir, "instances"));
  writeFileSync(join(dir, "instances", "best-known.json"), "{}");
  mkdirSync(join(dir, "hub"));
  writeFileSync(join(dir, "hub", "hub.yaml"), "servers: [nats://127.0.0.1:1]\napi: { port: 0 }\n");
  mkdirSync(join(dir, "plant"));
  writeFileSync(join(dir, "plant", "gemba.yaml"), plantText(portOf(SILENT.setup), portOf(SILENT.notify)));
  const history = await openSnapshot(data);
  await writeRecord(
    history,
    {
      from: 1e15,
      to: 1e15 + 60e6,
      plant: JSON.stringify({ version: 1, edgeId: "edge", plant: EMPTY_PLANT, tags: [] }),
    },
    { path: join(dir, "incident.gemba"), nameOf: (name) => name },
  );
  await history[Symbol.asyncDispose]();
});

afterAll(() => {
  for (const server of Object.values(SILENT)) server.close();
  rmSync(dir, { recursive: true, force: true });
});

it("documents the effect of a signal for every command", () => {
  expect(Object.keys(CASES).sort()).toEqual([...COMMANDS.keys()].sort());
});

describe.concurrent("a signal in the middle of", () => {
  for (const [index, [name, what]] of partOf([...Object.entries(CASES).entries()], 2)) {
    if (what === "ends at once") continue;
    const signal = index % 3 === 2 ? "SIGINT" : "SIGTERM";
    it(`gemba ${name}: ${signal} ends it and its children and removes partial output`, async () => {
      const folder = mkdtempSync(join(dir, "case-"));
      if (name === "reset") {
        mkdirSync(join(folder, "data"));
        writeFileSync(join(folder, "data", "edge.json"), "{}");
      }
      const mark = join(folder, "stands");
      const stall: Stall | undefined =
        what.stalls === undefined ? undefined : { script: "work.ts", ...what.stalls, mark };
      const connected = what.waits === true ? once(SILENT[name as keyof typeof SILENT], "connection") : undefined;
      const { child, said } = start(what.args(folder), folder, stall);
      // Not at "exit": its last output may still be in the pipe.
      const exit = once(child, "close") as Promise<[number | null, string | null]>;
      if (connected !== undefined) await connected;
      else
        await vi.waitFor(
          () =>
            expect(what.says === undefined ? existsSync(what.writes ?? mark) : what.says.test(said()), said()).toBe(
              true,
            ),
          { timeout: 60_000, interval: 20 },
        );
      expect(child.exitCode, said()).toBeNull();
      child.kill(signal);
      const [code] = await exit;
      const right = what.isService === true ? Number(said().includes("left behind")) : signal === "SIGINT" ? 130 : 143;
      expect(code, said()).toBe(right);
      await vi.waitFor(() => expect(processesOn(folder)).toEqual([]), { timeout: 30_000, interval: 50 });
      const left = what.leaves?.(folder);
      if (left !== undefined) expect([left, existsSync(left)]).toEqual([left === "none" ? "none" : left, false]);
    });
  }
});

it("[E16] SIGTERM ends gemba evaluate in the middle of a computation", async () => {
  const folder = mkdtempSync(join(dir, "judging-"));
  const kept = join(folder, "kept");
  mkdirSync(kept);
  const run = { type: "run", timeMs: 0, title: { zh: "测试", en: "Test" }, seed: 1, hours: 1 };
  writeFileSync(join(kept, "truth.jsonl"), `${JSON.stringify(run)}\n`);
  const mark = join(folder, "stands");
  const stall = { script: "work.ts", call: "readdirSync", path: kept, when: "after", mark } as const;
  const { child, said } = start(["evaluate", "--run", kept], folder, stall);
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  await vi.waitFor(() => expect(existsSync(mark), said()).toBe(true), { timeout: 60_000, interval: 20 });
  child.kill("SIGTERM");
  expect(await exit).toEqual([143, null]);
  await vi.waitFor(() => expect(processesOn(folder)).toEqual([]), { timeout: 30_000, interval: 50 });
});

it("[E16] SIGTERM ends gemba evaluate --paired while both plants compute, and their threads", async () => {
  const folder = mkdtempSync(join(dir, "paired-"));
  const { child, said } = start(["evaluate", "--paired", "--hours", "8"], folder, undefined);
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  await vi.waitFor(() => expect(said()).toMatch(/with its faults and without/), { timeout: 60_000, interval: 20 });
  child.kill("SIGTERM");
  expect(await exit).toEqual([143, null]);
  await vi.waitFor(() => expect(processesOn(folder)).toEqual([]), { timeout: 30_000, interval: 50 });
});

it("a killed command leaves neither partial output nor child processes", async () => {
  const folder = mkdtempSync(join(dir, "killed-"));
  const mark = join(folder, "stands");
  const { child, said } = start(["evaluate", "--out", join(folder, "out")], folder, {
    script: "headless/main.ts",
    call: "openSync",
    path: "truth.jsonl",
    when: "after",
    mark,
  });
  await vi.waitFor(() => expect(existsSync(mark), said()).toBe(true), { timeout: 60_000, interval: 20 });
  child.kill("SIGKILL");
  await vi.waitFor(() => expect(processesOn(folder)).toEqual([]), { timeout: 30_000, interval: 50 });
});

function start(
  args: readonly string[],
  folder: string,
  stall: Stall | undefined,
): { child: ChildProcess; said: () => string } {
  const env = {
    ...process.env,
    ...(args[0] === "edge" ? elsewhere : {}),
    GEMBA_TEST_FOLDER: folder,
    ...(stall === undefined ? {} : { NODE_OPTIONS: `--import=${STALL_MODULE}`, [STALL]: JSON.stringify(stall) }),
  };
  const child = spawn(process.execPath, [join(ROOT, "edge", "main.ts"), ...args], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env,
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += String(piece)));
  return { child, said: () => said };
}

/** Command lines of all processes that were started in a case. */
function processesOn(folder: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readFileSync(`/proc/${pid}/environ`, "utf8").includes(`GEMBA_TEST_FOLDER=${folder}\0`))
        return [];
      return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
    } catch {
      return []; // gone meanwhile
    }
  });
}
