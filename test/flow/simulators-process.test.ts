import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { freePort } from "../fakes/net/free-port.ts";

const MAIN = new URL("../../simulators/main.ts", import.meta.url);
let child: ChildProcess | undefined;
let folder: string | undefined;

afterEach(async () => {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; ready: { kind: string; opcua: string[]; mqtt: string } }> {
  folder = await mkdtemp(join(tmpdir(), "gemba-simulators-"));
  const broker = await freePort();
  const opcua: number[] = [];
  for (let n = 0; n < 6; n++) opcua.push(await freePort());
  const ports = ["--opcua-ports", opcua.join(","), "--modbus-port", String(await freePort())];
  const args = ["--data-dir", folder, "--log-level", "silent", ...ports, "--mqtt", `mqtt://127.0.0.1:${broker}`];
  const started = fork(MAIN, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child = started;
  const early = once(started, "exit").then(([code]) =>
    Promise.reject(new Error(`the simulators ended with ${code} before they were ready`)),
  );
  const [ready] = await Promise.race([once(started, "message"), early]);
  early.catch(() => undefined);
  return { child: started, ready };
}

async function endsAfter(process: ChildProcess, act: () => void): Promise<number | null> {
  const exit = once(process, "exit");
  act();
  const [code] = await exit;
  return code;
}

it("reports readiness, works without a broker, and stops with 0 on SIGTERM", async () => {
  const { child: process, ready } = await start();
  expect(ready.kind).toBe("ready");
  expect(ready.opcua).toHaveLength(6);
  for (const endpoint of ready.opcua) {
    const { hostname, port } = new URL(endpoint.replace("opc.tcp", "http"));
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.destroy();
  }
  expect(await endsAfter(process, () => process.kill("SIGTERM"))).toBe(0);
});

it("ends by itself when its parent process ends", async () => {
  const { child: process } = await start();
  expect(await endsAfter(process, () => process.disconnect())).toBe(0);
});
