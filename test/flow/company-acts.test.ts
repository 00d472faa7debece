/** Acts of people on their way from a hub to an edge over a real nats-server (docs/rules/company.md). */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { tied } from "../../bench/load/tied.ts";
import { hasNats, until } from "../fakes/fleet/fleet.ts";
import { freePort } from "../fakes/net/free-port.ts";
import { listening } from "../fakes/net/listening.ts";

const historian = { rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 }, maxBytes: 1e9, memoryLimitMb: 64 };

let dir: string;
let port: number;
let children: ChildProcess[];
let errors = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-company-"));
  port = await freePort();
  children = [];
  for (const part of ["nats", "hub", "edge"]) await mkdir(join(dir, part));
});
afterEach(async () => {
  for (const child of children) await kill(child);
  await rm(dir, { recursive: true, force: true });
});

interface Part {
  readonly child: ChildProcess;
  /** Lines that it printed. */
  readonly said: Record<string, unknown>[];
}

function start(name: "hub" | "edge", config: object): Part {
  const file = fileURLToPath(new URL(`../fakes/fleet/company-${name}-process.ts`, import.meta.url));
  const args = [file, join(dir, name), JSON.stringify(config)];
  const child = spawn(...tied(process.execPath, args), { stdio: ["pipe", "pipe", "pipe"] });
  children.push(child);
  const said: Part["said"] = [];
  createInterface({ input: child.stdout }).on("line", (line) => void said.push(JSON.parse(line)));
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-5_000);
  });
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "close");
}

const startHub = () => {
  const servers = [`nats://127.0.0.1:${port}`];
  const sites = { siteMegabytes: 64, siteIdleMinutes: 10 };
  return start("hub", { servers, replicas: 1, streamMegabytes: 64, logHours: 72, historian, ...sites });
};
const startEdge = () => {
  const keys = { everyMs: 100, messageKb: 8, inFlightKb: 64, acts: true, actHours: 4 };
  return start("edge", { hub: { servers: [`nats://127.0.0.1:${port}`] }, ...keys });
};
const last = ({ said }: Part, key: string) => said.findLast((one) => key in one)?.[key];
const reached = (what: () => boolean, parts: readonly Part[]) =>
  until(what, () => `${JSON.stringify(parts.map(({ said }) => said.slice(-5)))} ${errors}`, 30_000);

it.runIf(hasNats)(
  "[CV10] [CV13] [CV16] an act while the edge is away waits, and is done once although all is doubled and killed",
  async () => {
    const nats = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", join(dir, "nats")];
    children.push(spawn(...tied("nats-server", nats), { stdio: "ignore" }));
    await listening(port, 800);
    let hub = startHub();
    let edge = startEdge();
    await reached(() => (last(hub, "states") as string[] | undefined)?.[0] === "connected", [hub, edge]);
    const alertUid = last(edge, "alertUid") as string;
    const edgeId = readdirSync(join(dir, "hub", "edges"))[0] as string;

    await kill(edge.child);
    await reached(() => (last(hub, "states") as string[])[0] === "away", [hub]);
    hub.child.stdin?.write(`${JSON.stringify({ edgeId, alertUid, comment: "look at the valve" })}\n`);
    await reached(() => last(hub, "answer") !== undefined, [hub]);
    expect(last(hub, "answer")).toMatchObject({ state: "waiting", why: { zh: "离线" } });
    const { eventUid } = last(hub, "answer") as { readonly eventUid: string };
    await kill(hub.child);

    hub = startHub();
    edge = startEdge();
    await reached(() => (last(edge, "comments") as unknown[] | undefined)?.length === 1, [hub, edge]);
    await Promise.all([kill(edge.child), kill(hub.child)]);
    hub = startHub();
    edge = startEdge();
    // The outcome may have reached the hub before the kill.
    const isDone = () => (last(hub, "acts") as string[] | undefined)?.[0] === "done";
    await reached(() => isDone() && last(edge, "comments") !== undefined, [hub, edge]);
    expect(last(edge, "comments")).toEqual([["anna (hub)", "look at the valve"]]);
    const journal = readdirSync(join(dir, "edge")).filter((name) => name.endsWith(".jsonl"));
    const lines = journal.flatMap((name) => readFileSync(join(dir, "edge", name), "utf8").split("\n"));
    expect(lines.filter((line) => line.includes(eventUid))).toHaveLength(1);
  },
  90_000,
);
