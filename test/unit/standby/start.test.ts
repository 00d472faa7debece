/** How a box starts: what its keeper loads, and what it says where it cannot. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tied } from "../../../bench/load/tied.ts";
import { FirstWriter } from "../../../edge/cli/process/box-fork.ts";
import { lockDataFolder } from "../../../edge/model/data-folder.ts";
import { leaseTimes } from "../../../edge/standby/lease/timing.ts";
import { NO_GRANT, Voter } from "../../../edge/standby/lease/voter.ts";
import { WriterChild } from "../../fakes/standby/writer-child.ts";

const EDGE = join(import.meta.dirname, "../../../edge");
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-box-start-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function writePlant(standby: string): void {
  const site = "{ enterprise: acme, id: one, name: { zh: 厂, en: P }, timeZone: UTC, currency: EUR, shifts: [] }";
  writeFileSync(join(dir, "gemba.yaml"), `gemba: 1\nsite: ${site}\nfloor: { width: 9, depth: 9 }\n${standby}`);
}

const BOXES = `standby:
  boxes: [{ name: a, address: "127.0.0.1:1" }, { name: b, address: "127.0.0.1:2" }]
`;

/** Starts the edge, which ends by itself. */
function start(...more: readonly string[]) {
  const args = [join(EDGE, "main.ts"), "edge", "--config", dir, "--data-dir", join(dir, "data"), ...more];
  const child = spawn(...tied(process.execPath, args), { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return once(child, "close").then(([code]) => ({ code: code as number, said }));
}

it("[SB38] the keeper of a box loads nothing of the edge", () => {
  const modules = ["cli/edge.ts", "cli/process/box.ts", "standby/box/box.ts", "observe/log.ts"];
  const script = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    for (const file of ${JSON.stringify(modules)}) await import(${JSON.stringify(`${EDGE}/`)} + file);
    process.stdout.write(JSON.stringify(loaded));
  `;
  const said = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  const loaded = JSON.parse(said) as string[];
  const foreign = /run-edge|edge\/(runtime|plugins)\.ts|edge\/(api|compose|sources)\/|node_modules\/(yaml|ajv)\//;
  expect(loaded.length).toBeGreaterThan(50);
  expect(loaded.filter((url) => foreign.test(url))).toEqual([]);
});

it("[SB38] a box with a wrong config ends as an edge with it does, and names the boxes there are", async () => {
  writePlant(BOXES);
  const [alone, box] = [await start(), await start("--box", "a")];
  expect(alone.said).toContain("standby.witness");
  expect(box).toEqual(alone);
  expect(box.code).toBe(2);
  writePlant(`${BOXES}  witness: "127.0.0.1:3"\n`);
  const names = "give --box with one of: a, b\n";
  expect(await start("--box", "c")).toEqual({ code: 2, said: `gemba: standby: there is no box "c"; ${names}` });
  const unsaid = await start();
  expect(unsaid).toEqual({ code: 2, said: `gemba: standby: which box this is, is not said; ${names}` });
});

it("[SB38] what the process that writes says before the keeper is ready is heard; one that ended is not taken", () => {
  const child = new WriterChild();
  const first = new FirstWriter(child.process);
  child.say({ kind: "ready" });
  const heard: unknown[] = [];
  first.take()?.on("message", (message) => heard.push(message));
  expect(first.take()).toBeUndefined();
  first.end();
  expect(child.connected).toBe(true);
  const ended = new WriterChild();
  const second = new FirstWriter(ended.process);
  ended.end(1);
  expect(second.take()).toBeUndefined();
  return vi.waitFor(() => expect(heard).toEqual([{ kind: "ready" }]));
});

it("[SB39] the silence of a vote counts from when its process had the folder to itself", () => {
  let now = 10_000;
  const times = leaseTimes(2_000);
  const save = (): void => undefined;
  const voter = new Voter({ name: "a", times, grant: NO_GRANT, now: () => now, aloneSince: 9_000, save });
  const ask = { kind: "ask", is: "grant", box: "b", term: 1, serial: 1, isAlone: true, saidAt: 1 } as const;
  now = 9_000 + times.holdMs - 1;
  expect(voter.answer(ask).isGranted).toBe(false);
  now = 9_000 + times.holdMs;
  expect(voter.answer(ask).isGranted).toBe(true);
});

it("[SB39] a folder has one keeper at a time", async () => {
  writePlant(BOXES);
  using _lock = lockDataFolder(join(dir, "data", "standby"));
  const { code, said } = await start("--box", "a");
  expect(said).toContain(`the box of ${join(dir, "data")} runs as process ${process.pid}; stop it`);
  expect(code).toBe(1);
});

it("[SB40] a keeper waits for the writer of one that was killed", async () => {
  writePlant(BOXES);
  const lock = lockDataFolder(join(dir, "data"));
  const ended = start("--box", "a");
  await vi.waitFor(() => expect(existsSync(join(dir, "data", "standby", "lock"))).toBe(true), 150_000);
  lock[Symbol.dispose]();
  expect((await ended).said).toContain("standby.witness");
});

it("[SB41] a thread that has read a config keeps what it compiled, also where its process is killed", async () => {
  writePlant("");
  const script = `
    const { answerApart } = await import(${JSON.stringify(join(EDGE, "config/apart.ts"))});
    await answerApart({ kind: "config", path: ${JSON.stringify(dir)} });
    process.kill(process.pid, "SIGKILL");
  `;
  const cache = join(dir, "compiled");
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  // From a file: threads inherit the flags of a script in the command line, and fail with them.
  writeFileSync(join(dir, "reads.mjs"), script);
  const child = spawn(...tied(process.execPath, [join(dir, "reads.mjs")]), { env, stdio: "ignore" });
  expect(await once(child, "close")).toEqual([null, "SIGKILL"]);
  // The sections of a config alone are some hundred modules.
  expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(300);
});
