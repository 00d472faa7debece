import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tied } from "../../../bench/load/tied.ts";
import { has } from "../../run/needs.ts";
import { freePort } from "../net/free-port.ts";
import { listening } from "../net/listening.ts";

/** A broker in a process of its own that a test can kill and start again on its port. */
export interface TestBroker {
  readonly url: string;
  readonly port: number;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

const MOSQUITTO = "/usr/sbin/mosquitto";
export const hasMosquitto = has(existsSync(MOSQUITTO), "mosquitto (apt-get install mosquitto)");

/** Our demo broker. */
export async function demoBroker(): Promise<TestBroker> {
  const port = await freePort();
  return await broker(port, async () => {
    const child = fork(new URL("../../../edge/cli/demo/broker/main.ts", import.meta.url), ["--port", String(port)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    await once(child, "message");
    return child;
  });
}

/**
 * A mosquitto that saves each change at once and sends ahead without limit; the user line keeps root's folder
 * writable for it.
 */
export const DURABLE = [
  "persistence true",
  "user root",
  "autosave_on_changes true",
  "autosave_interval 1",
  "max_queued_messages 0",
  "max_inflight_messages 0",
] as const;

/** A mosquitto without users on loopback, unless `lines` configure it otherwise; `FOLDER` in them is its own folder. */
export async function mosquitto(lines: readonly string[] = []): Promise<TestBroker & { dispose(): Promise<void> }> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "gemba-mosquitto-"));
  const all = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    `persistence_location ${folder}/`,
    "log_type none",
    ...lines,
    "",
  ];
  await writeFile(join(folder, "mosquitto.conf"), all.join("\n").replaceAll("FOLDER", folder));
  const running = await broker(port, async () =>
    spawn(...tied(MOSQUITTO, ["-c", join(folder, "mosquitto.conf")]), { stdio: "ignore" }),
  );
  return {
    ...running,
    async dispose() {
      await running.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function broker(port: number, start: () => Promise<ChildProcess>): Promise<TestBroker> {
  let child = await start();
  await listening(port);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    async restart() {
      child = await start();
      await listening(port);
    },
  };
}
