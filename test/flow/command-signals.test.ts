import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { COMMANDS } from "../../edge/cli/all.ts";
import { writeRecord } from "../../edge/historian/archive/record.ts";
import { openSnapshot } from "../../edge/historian/archive/snapshot.ts";
import { STALL, type Stall } from "../fakes/followers/stall.ts";
import { nobody } from "../fakes/net/nobody.ts";

/** Every command of `gemba` is told to end in the middle of its work, by SIGTERM or SIGINT, and ends: with its children, and without half an output. */

const ROOT = join(import.meta.dirname, "..", "..");
const STALL_MODULE = pathToFileURL(join(import.meta.dirname, "..", "fakes", "stall.ts")).href;
const dir = mkdtempSync(join(tmpdir(), "gemba-signals-"));
const data = join(dir, "data");
/** Servers that never answer, one for each command that waits for one: else a command's connection would speak for another. */
const SILENT: Readonly<Record<"setup" | "discover" | "command" | "notify", Server>> = {
  setup: silent(),
  discover: silent(),
  command: silent(),
  notify: silent(),
};

/** A command in the middle of its work: where it stands still for ever, or what says that it works. */
interface Case {
  readonly args: (folder: string) => readonly string[];
  readonly stalls?: Omit<Stall, "mark" | "script"> & { readonly script?: string };
  /** Instead: it works as soon as somebody connects to a server that never answers. */
  readonly waits?: true;
  /** Instead: it works when this is said, or this file is there. */
  readonly says?: RegExp;
  readonly writes?: string;
  /** What must not be there afterwards. */
  readonly leaves?: (folder: string) => string;
  /** It ends with 0, or with 1 where it says that a part was left behind, as on a machine that is too slow for it. */
  readonly isService?: true;
}

const EMPTY_PLANT = {
  site: { id: "one", shifts: [] },
  floor: {},
  places: [],
  assets: [],
  zones: [],
  routes: { nodes: [], edges: [] },
};
const PLANT = (on: number, mail: number): string => `gemba: 1
site: { enterprise: acme, id: one, name: { zh: 厂, en: Plant }, timeZone: UTC, currency: EUR, shifts: [] }
floor: { width: 10, depth: 10 }
sources: [{ name: meters, kind: sparkplug, url: "mqtt://127.0.0.1:1", commands: [{ metric: Setpoint, type: Double, range: [0, 60] }] }]
sinks: [{ name: two, kind: influx, url: "http://127.0.0.1:${on}", api: v1, database: d }]
notify: { channels: [{ id: mail, kind: email, mail: { host: 127.0.0.1, port: ${mail}, from: a@plant.example, to: [b@plant.example] } }] }
types: { meter: { kind: meter, tags: [{ signal: setpoint, name: { zh: 设定, en: Setpoint }, type: number, unit: kW, binding: { metric: Setpoint } }] } }
assets: [{ uid: "urn:t:m1", label: M1, type: meter, name: { zh: 表, en: Meter }, path: acme/one/hall/m1, source: meters, address: { group: g, node: n } }]
`;
const history = { call: "mkdirSync", path: "snapshot-", when: "after" } as const;
const config = { call: "readFileSync", path: "gemba.yaml", when: "before" } as const;
const snapshots = (): string =>
  readdirSync(join(data, "historian")).find((name) => name.startsWith("snapshot-")) ?? "none";

const CASES: Readonly<Record<string, Case | "is done in a moment">> = {
  start: {
    args: (folder) => ["start", "--port", "0", "--data-dir", join(folder, "data")],
    says: /Starting the simulated machines/,
    isService: true,
  },
  edge: {
    args: (folder) => ["edge", "--port", "0", "--data-dir", join(folder, "data")],
    says: /"source":/,
    isService: true,
  },
  replay: {
    args: () => ["replay", join(dir, "incident.gemba"), "--port", "0"],
    says: /Recorded from/,
    isService: true,
  },
  simulate: {
    args: (folder) => ["simulate", "--headless", "--out", join(folder, "out")],
    stalls: { script: "headless/main.ts", call: "openSync", path: "events.jsonl", when: "after" },
  },
  evaluate: {
    args: (folder) => ["evaluate", "--out", join(folder, "out")],
    stalls: { script: "headless/main.ts", call: "openSync", path: "truth.jsonl", when: "after" },
    leaves: (folder) => join(folder, "out"),
  },
  score: {
    args: (folder) => ["score", "skab", "--data", data, "--out", join(folder, "out")],
    stalls: { call: "readFileSync", path: "files.txt", when: "before" },
    leaves: (folder) => join(folder, "out"),
  },
  "export-data": {
    args: (folder) => ["export-data", "--data-dir", data, "--out", join(folder, "out")],
    stalls: history,
    leaves: snapshots,
  },
  "export-incident": {
    args: (folder) => ["export-incident", "--data-dir", data, "--out", join(folder, "out")],
    stalls: history,
    leaves: snapshots,
  },
  "check-data": { args: () => ["check-data", "--data-dir", data], stalls: history, leaves: snapshots },
  alerts: { args: () => ["alerts", "try", "--data-dir", data], stalls: history, leaves: snapshots },
  backup: {
    args: (folder) => ["backup", "--data-dir", data, "--out", join(folder, "out")],
    stalls: { call: "copyFileSync", path: "edge.json", when: "after" },
    leaves: (folder) => join(folder, "out"),
  },
  restore: {
    args: (folder) => ["restore", data, "--data-dir", join(folder, "restored")],
    stalls: { call: "cpSync", path: data, when: "after" },
    leaves: (folder) => join(folder, "restored", "edge.json"),
  },
  reset: {
    args: (folder) => ["reset", join(folder, "data")],
    stalls: { call: "rmSync", path: "edge.json", when: "before" },
  },
  audit: {
    args: () => ["audit", "verify", "--data-dir", data],
    stalls: { call: "readdirSync", path: data, when: "after" },
  },
  check: { args: () => ["check"], stalls: config },
  export: {
    args: (folder) => ["export", "--out", join(folder, "out")],
    stalls: config,
    leaves: (folder) => join(folder, "out"),
  },
  import: {
    args: (folder) => [
      "import",
      join(dir, "tags.csv"),
      "--endpoint",
      "opc.tcp://x:1",
      "--root",
      "/Objects",
      "--namespace",
      "urn:x",
      "--out",
      join(folder, "out"),
    ],
    stalls: { call: "readFileSync", path: "tags.csv", when: "before" },
    leaves: (folder) => join(folder, "out"),
  },
  bundle: {
    args: (folder) => ["bundle", "--out", join(folder, "out")],
    stalls: { call: "readFileSync", path: "package-lock.json", when: "before" },
    leaves: (folder) => join(folder, "out.half"),
  },
  setup: { args: () => ["setup", "influxdb", "--config", join(dir, "plant")], waits: true },
  discover: {
    args: () => ["discover", `opc.tcp://127.0.0.1:${portOf(SILENT.discover)}`, "--data-dir", data],
    waits: true,
  },
  command: {
    args: () => [
      "command",
      "M1",
      "Setpoint",
      "1",
      "--reason",
      "test",
      "--config",
      join(dir, "plant"),
      "--data-dir",
      join(dir, "running"),
    ],
    waits: true,
  },
  notify: { args: () => ["notify", "try", join(dir, "plant")], waits: true },
  reload: {
    args: () => ["reload", "--data-dir", join(dir, "running")],
    writes: join(dir, "running", "reload.request"),
  },
  clock: "is done in a moment",
  pki: "is done in a moment",
  tls: "is done in a moment",
  users: "is done in a moment",
};

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
  mkdirSync(join(dir, "plant"));
  writeFileSync(join(dir, "plant", "gemba.yaml"), PLANT(portOf(SILENT.setup), portOf(SILENT.notify)));
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
}, 30_000);

afterAll(() => {
  for (const server of Object.values(SILENT)) server.close();
  rmSync(dir, { recursive: true, force: true });
});

it("says of every command what a signal does to it", () => {
  expect(Object.keys(CASES).sort()).toEqual([...COMMANDS.keys()].sort());
});

describe.concurrent("a signal in the middle of", () => {
  for (const [index, [name, what]] of Object.entries(CASES).entries()) {
    if (what === "is done in a moment") continue;
    const signal = index % 3 === 2 ? "SIGINT" : "SIGTERM";
    it(`gemba ${name}: ${signal} ends it, its children and what it wrote by halves`, async () => {
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
      const exit = once(child, "exit") as Promise<[number | null, string | null]>;
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
    }, 120_000);
  }
});

it("[E16] SIGTERM ends gemba evaluate while it judges and hears nothing", async () => {
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
}, 120_000);

it("a command that is killed takes its work and its children along", async () => {
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
}, 120_000);

function silent(): Server {
  return createServer((socket) => socket.on("error", () => undefined));
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}

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
