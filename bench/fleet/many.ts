/** `npm run bench -- fleet --edges N --servers 3`: many edges that send a backlog at once to one hub. */
import { type ChildProcess, spawn } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connect } from "@nats-io/transport-node";
import { readDownward } from "../../edge/fleet/wire/greeting.ts";
import { edgeOf } from "../../edge/fleet/wire/subjects.ts";
import { LogReader } from "../../edge/historian/log/log-reader.ts";
import { Fleet, type PartName } from "../../test/fakes/fleet/fleet.ts";
import { tied } from "../load/tied.ts";
import { cpuUs } from "../process-figures.ts";
import { type DemoLog, writeBacklog } from "./demo-log.ts";

/** Edges of one process. */
const TOGETHER = 8;

export interface ManyFigures {
  readonly samplesPerSecond: number;
  readonly bytesPerSample: number;
  readonly hubUs: number;
  readonly edgeUs: number;
  readonly serversUs: number;
  readonly lost: number;
}

export async function manyEdges(
  demo: DemoLog,
  { edges, servers, samples }: { edges: number; servers: number; samples: number },
): Promise<ManyFigures> {
  await using fleet = await Fleet.make(servers);
  const folders = Array.from({ length: edges }, (_, n) => join(fleet.dir, `edge-${n}`));
  const [first = "", ...others] = folders;
  const backlog = await writeBacklog(join(first, "log"), demo, samples / edges);
  for (const folder of others) await cp(first, folder, { recursive: true });
  fleet.hub = { streamMegabytes: 256, partitions: 16 };
  const nodes = fleet.nodes.map((_, n): PartName => (n === 0 ? "nats" : `nats-${n}`));
  await fleet.start(...nodes, "hub");
  const heads = new Map<string, number>();
  let bytes = 0;
  const ears = await connect({ servers: `127.0.0.1:${fleet.port}` });
  ears.subscribe("gemba.down.*", {
    callback: (_, { subject, data }) => {
      const mark = readDownward(data);
      if (mark?.kind === "mark") heads.set(edgeOf(subject) ?? "", mark.head);
    },
  });
  ears.subscribe("gemba.up.*", {
    callback: (_, { data }) => {
      bytes += data.length;
    },
  });
  await ears.flush();
  const uplink = {
    hub: { servers: fleet.hubConfig.servers },
    everyMs: 2_500,
    messageKb: 64,
    inFlightKb: Math.max(512, Math.floor(8_192 / edges)),
  };
  const processes: ChildProcess[] = [];
  for (let n = 0; n < edges; n += TOGETHER) {
    const file = fileURLToPath(new URL("./edges-process.ts", import.meta.url));
    const args = [file, JSON.stringify(folders.slice(n, n + TOGETHER)), JSON.stringify(uplink)];
    processes.push(spawn(...tied(process.execPath, args), { stdio: ["ignore", "ignore", "inherit"] }));
  }
  const sum = (): number => [...heads.values()].reduce((all, head) => all + head, 0);
  const us = () => ({
    hub: cpuUs(fleet.pidOf("hub")),
    edges: processes.reduce((all, { pid }) => all + cpuUs(pid ?? 0), 0),
    servers: nodes.reduce((all, node) => all + cpuUs(fleet.pidOf(node)), 0),
  });
  // From the first mark on, although the last processes start later: what is on its way would count as done else.
  while (sum() === 0) await sleep(20);
  const [before, from, atMs] = [us(), sum(), performance.now()];
  const all = edges * backlog.position;
  while (sum() < all) await sleep(20);
  const seconds = (performance.now() - atMs) / 1000;
  const after = us();
  const share = ((all - from) / all) * edges * backlog.samples;
  await ears.close();
  for (const child of processes) child.kill("SIGKILL");
  await fleet.kill("hub");
  return {
    samplesPerSecond: share / seconds,
    bytesPerSample: bytes / (edges * backlog.samples),
    hubUs: (after.hub - before.hub) / share,
    edgeUs: (after.edges - before.edges) / share,
    serversUs: (after.servers - before.servers) / share,
    lost: await lostBy(fleet, [...heads.keys()], backlog.position),
  };
}

/** Positions that the copies of the logs lack. */
async function lostBy(fleet: Fleet, ids: readonly string[], position: number): Promise<number> {
  let lost = 0;
  for (const id of ids) {
    const reader = new LogReader(join(fleet.dir, "hub", "edges", id, "log"), 0, { isInOrder: true });
    let items = 0;
    for (let from = 0; from < position; ) {
      const chunk = await reader.read(20_000, position);
      if (chunk === undefined) break;
      items += chunk.samples + chunk.events.length;
      from = chunk.to;
    }
    await reader.close();
    lost += position - items;
  }
  return lost;
}
