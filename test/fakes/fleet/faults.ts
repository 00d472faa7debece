/** What may happen to a fleet: each fault comes and is over when its function ends. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@nats-io/transport-node";
import { between, type Random, shuffled } from "../../reliability/random.ts";
import { kernelAllows } from "../../run/needs.ts";
import type { TcpProxy } from "../net/tcp-proxy.ts";
import type { Fleet, PartName } from "./fleet.ts";

export interface Faulty {
  readonly fleet: Fleet;
  /** Between edge and server. */
  readonly proxy: TcpProxy;
  readonly random: Random;
}

/** So that a disk can be full: a small one of its own. */
const DISK_MB = 400;
const PARTS: readonly PartName[] = ["edge", "hub", "nats"];
const HOUR_MS = 3_600_000;
/** So many items come while the link is away for long: hours of a plant. */
const LONG_CUT_ITEMS = 30_000;

export const FAULTS = {
  async kill({ fleet, random }) {
    const killed = PARTS.filter(() => random() < 0.5);
    for (const part of killed) await fleet.kill(part);
    await sleep(between(random, 0, 300));
    await fleet.start(...killed.reverse());
  },
  async loseServerStore({ fleet }) {
    await fleet.loseStore();
    await fleet.start("nats");
  },
  async damageServerStore({ fleet, random }) {
    await fleet.kill("nats");
    for (const path of filesIn(join(fleet.dir, "nats")).filter((one) => one.endsWith(".blk"))) {
      const bytes = readFileSync(path);
      for (let n = 0; n < 3 && bytes.length > 0; n++) {
        const at = Math.floor(random() * bytes.length);
        bytes[at] = (bytes[at] as number) ^ (1 + Math.floor(random() * 255));
      }
      writeFileSync(path, bytes);
    }
    await fleet.start("nats");
  },
  async loseUplinkState({ fleet }) {
    await fleet.kill("edge");
    rmSync(join(fleet.dir, "edge", "uplink"), { recursive: true, force: true });
    await fleet.start("edge");
  },
  async cut({ proxy, random }) {
    proxy.mode = "reset";
    await sleep(between(random, 0, 2_000));
    proxy.mode = "pass";
  },
  async longCut({ fleet, proxy, random }) {
    proxy.mode = "reset";
    fleet.burst(LONG_CUT_ITEMS);
    await sleep(between(random, 500, 2_000));
    proxy.mode = "pass";
  },
  async halfOpen({ proxy, random }) {
    proxy.mode = random() < 0.5 ? "blackhole" : "deaf";
    await sleep(between(random, 100, random() < 0.2 ? 12_000 : 2_000));
    proxy.mode = "reset";
    proxy.mode = "pass";
  },
  async corruptedBytes({ proxy, random }) {
    for (let n = 0; n < 4; n++) {
      proxy.corruptNext(random() < 0.5 ? "client" : "server");
      await sleep(between(random, 0, 500));
    }
  },
  async cutInMessage({ proxy, random }) {
    proxy.cutAfter(Math.floor(between(random, 1, 2_000)));
    await sleep(between(random, 200, 1_000));
    // Where so much did not come, it must not cut a later fault's link for good.
    proxy.cutAfter(Number.POSITIVE_INFINITY);
    proxy.mode = "pass";
  },
  async reorderedAndForeign({ fleet, random }) {
    const spy = await connect({ servers: `127.0.0.1:${fleet.port}` });
    const seen: { readonly subject: string; readonly data: Uint8Array }[] = [];
    const hear = {
      callback: (_: unknown, { subject, data }: (typeof seen)[0]) =>
        void seen.push({ subject, data: Uint8Array.from(data) }),
    };
    spy.subscribe("gemba.up.*", hear);
    spy.subscribe("gemba.live.*", hear);
    await sleep(between(random, 300, 1_500));
    for (const { subject, data } of shuffled(seen.slice(-100), random).slice(0, 40)) {
      spy.publish(subject, data);
      const damaged = data.slice();
      const at = Math.floor(random() * data.length);
      damaged[at] = (damaged[at] as number) ^ (1 + Math.floor(random() * 255));
      spy.publish(subject, damaged);
      spy.publish(subject, data.slice(0, at));
      spy.publish("gemba.up.0190aaaa-0000-7000-8000-000000000000", data);
      spy.publish(subject.replace(/up|live/, "hello"), damaged);
      spy.publish(subject.replace(/up|live/, "down"), damaged);
    }
    await spy.flush();
    await spy.close();
  },
  async wrongKeys({ fleet, random }) {
    await fleet.kill("nats");
    fleet.serverOptions = ["--auth", "a-key-that-nobody-has"];
    await fleet.start("nats");
    await sleep(between(random, 300, 1_500));
    await fleet.kill("nats");
    fleet.serverOptions = [];
    await fleet.start("nats");
  },
  async clocksOff({ fleet, random }) {
    const part = random() < 0.5 ? "edge" : "hub";
    fleet.clockOffMs[part] = Math.round(between(random, -26, 26)) * HOUR_MS;
    await fleet.kill(part);
    await fleet.start(part);
  },
  /** As by NTP after a long time without it, or by hand; forward and back, and not back at all. */
  async clocksJump({ fleet, random }) {
    const part = random() < 0.5 ? "edge" : "hub";
    const most = random() < 0.5 ? 1 : 30;
    for (let n = 0; n < 2; n++) {
      fleet.clockOffMs[part] += Math.round(between(random, -most, most) * HOUR_MS);
      fleet.setClock(part);
      await sleep(between(random, 100, 1_500));
    }
  },
  async diskFull({ fleet, random }) {
    const filler = join(fleet.dir, "hub", "filler");
    const { status } = spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=64k", `count=${DISK_MB * 16}`]);
    if (status === 0) throw new Error("the disk of the hub is larger than it should be");
    await sleep(between(random, 500, 3_000));
    if (random() < 0.3) await fleet.kill("hub");
    rmSync(filler);
    if (fleet.pidOf("hub") === 0) await fleet.start("hub");
  },
} as const satisfies Readonly<Record<string, (faulty: Faulty) => Promise<void>>>;

export type FaultName = keyof typeof FAULTS;

const canMount = kernelAllows(
  process.getuid?.() === 0 && spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0,
  "full disks need root and mounts; all other faults are tried",
);
export const FAULT_NAMES = (Object.keys(FAULTS) as FaultName[]).filter((name) => canMount || name !== "diskFull");

/** A small disk for the hub, until it is disposed of. Before the hub starts. */
export function smallDisk(fleet: Fleet): Disposable {
  const dir = join(fleet.dir, "hub");
  if (!canMount) return { [Symbol.dispose]: () => undefined };
  mkdirSync(dir, { recursive: true });
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", dir]).status !== 0)
    throw new Error(`no small disk at ${dir}`);
  return { [Symbol.dispose]: () => void spawnSync("umount", ["-l", dir]) };
}

function filesIn(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());
}
