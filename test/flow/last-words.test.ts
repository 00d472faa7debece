/**
 * Uncaught errors in real processes: each process names the part that failed, brings its data to disk, and ends with
 * 1.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { freePort } from "../../edge/cli/process/processes.ts";
import { startAccounts } from "../fakes/access/accounts.ts";
import { SITE } from "../fakes/config/plant-folder.ts";

const root = join(import.meta.dirname, "..", "..");
const dir = mkdtempSync(join(tmpdir(), "gemba-last-words-"));
const children: ChildProcess[] = [];
const SOON = { timeout: 60_000, interval: 50 };
const POISON = "poison from mqtt://edge:s3cret@broker:1883";

beforeAll(() => {
  const hook = `process.on("SIGUSR2", () => setImmediate(() => { throw new Error(${JSON.stringify(POISON)}); }));
process.on("SIGWINCH", () => void Promise.reject(new Error(${JSON.stringify(POISON)})));`;
  writeFileSync(join(dir, "hook.mjs"), hook);
});

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

/** Starts one of our processes in which a signal throws an uncaught error. */
function start(script: string, ...args: string[]) {
  const child = spawn(process.execPath, ["--import", join(dir, "hook.mjs"), join(root, script), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const printed = { output: "" };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (printed.output += String(piece)));
  // Not at "exit": its last output may still be in the pipe.
  return { child, printed, exit: once(child, "close") as Promise<[code: number | null, signal: string | null]> };
}

function plantIn(name: string): { plant: string; data: string } {
  const plant = join(dir, `${name}.yaml`);
  writeFileSync(plant, `gemba: 1\n${SITE}`);
  return { plant, data: join(dir, name) };
}

async function answers(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
}

describe("[PA5] an uncaught error", () => {
  it("ends the edge with 1 and a log entry without a secret; the next edge starts on its data", async () => {
    const { plant, data } = plantIn("edge");
    for (const signal of ["SIGUSR2", "SIGWINCH"] as const) {
      const edge = start("edge/main.ts", "edge", "--config", plant, "--data-dir", data, "--port", "0");
      await vi.waitFor(() => expect(edge.printed.output).toContain("is live"), SOON);
      edge.child.kill(signal);
      expect(await edge.exit, edge.printed.output).toEqual([1, null]);
      const line = edge.printed.output.split("\n").find((text) => text.includes('"level":"fatal"'));
      expect(JSON.parse(line ?? "{}")).toMatchObject({
        part: "edge",
        reason: "poison from mqtt://edge:***@broker:1883",
      });
      expect(edge.printed.output).not.toContain("s3cret");
    }
  });

  it("ends the broker with 1", async () => {
    const port = await freePort(0);
    const broker = start("edge/cli/demo/broker/main.ts", "--port", String(port));
    await vi.waitFor(() => answers(port), SOON);
    broker.child.kill("SIGUSR2");
    expect(await broker.exit).toEqual([1, null]);
    expect(broker.printed.output).toContain("broker: ended by an uncaught error");
  });

  it("writes data received before it to disk", async () => {
    const log = join(dir, "log");
    const writer = start("test/fakes/log/last-words-process.ts", log);
    expect(await writer.exit, writer.printed.output).toEqual([1, null]);
    expect(writer.printed.output).toContain("said: poison");
    const reader = start("test/fakes/log/last-words-process.ts", log, "read");
    expect(await reader.exit).toEqual([0, null]);
    expect(reader.printed.output).toContain("on disk: 1000");
  });
});

it("[PA6] a restart with a mistake in the config is refused with the list, and the edge continues", async () => {
  const { plant, data } = plantIn("restart");
  mkdirSync(data);
  const { accounts, add } = await startAccounts({ dataDir: data });
  await add("ann", "admin");
  const { secret } = accounts.issueToken({ user: "ann", label: "test", role: "admin", days: 1 });
  const edge = start("edge/main.ts", "edge", "--config", plant, "--data-dir", data, "--port", "0");
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  const address = () => (JSON.parse(readFileSync(join(data, "run.json"), "utf8")) as { address: string }).address;
  const restart = () => fetch(`${address()}/api/v1/layout/restart`, { method: "POST", headers, body: "{}" });
  const siteName = async () => {
    const answer = (await (await fetch(`${address()}/api/v1/plant`, { headers })).json()) as {
      site: { name: { en: string } };
    };
    return answer.site.name.en;
  };
  await vi.waitFor(() => expect(existsSync(join(data, "run.json")), edge.printed.output).toBe(true), SOON);
  const sound = readFileSync(plant, "utf8");
  writeFileSync(plant, sound.replace("currency: EUR", "currency: [EUR").replace("width: 50", "width: -50"));
  const refused = await restart();
  expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining("restart.yaml")]);
  expect(await siteName()).toBe("Plant One");
  expect(edge.child.exitCode).toBe(null);
  writeFileSync(plant, sound.replace("Plant One", "Plant Two"));
  expect((await restart()).status).toBe(202);
  await vi.waitFor(
    async () => expect(await siteName().catch(() => undefined), edge.printed.output).toBe("Plant Two"),
    SOON,
  );
  edge.child.kill("SIGTERM");
  expect((await edge.exit)[0]).toBe(0);
});
