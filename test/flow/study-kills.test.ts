/** `gemba study` that is killed again and again: rule FK76 in docs/rules/forecast.md. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { smallHistory } from "../fakes/forecast-history.ts";
import { recordPlant } from "../fakes/recorded-plant.ts";
import { sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

const MAIN = fileURLToPath(new URL("../../edge/main.ts", import.meta.url));
const KILLS = sizeOf("GEMBA_KILLS", { short: 4, full: 24 });
const STUDY = `gemba-study: 1
name: kills
hours: 4
replications: 200
objective: [{ good: 1, within: 0.2 }]
factors: [{ name: speed, speed: [0.99, 1.01], at: CNC-* }, { name: room, capacity: [5, 7], at: MID }]
`;

let dir: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-study-kills-"));
  recordPlant(dir, smallHistory(400, randomOf("history")));
  writeFileSync(join(dir, "study.yaml"), STUDY);
});
afterEach(() => {
  kill();
  rmSync(dir, { recursive: true, maxRetries: 5 });
});

/** With the process that writes, which is in a group of its own and would live on for a moment. */
function kill(writer?: number): void {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, "SIGKILL");
  if (writer !== undefined && isAlive(writer)) process.kill(writer, "SIGKILL");
}

/** The process that has the lock of a folder; undefined where none has. */
function writerIn(folder: string): number | undefined {
  const lock = join(folder, "lock");
  return existsSync(lock) ? (JSON.parse(readFileSync(lock, "utf8")) as { pid: number }).pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Starts the study; it is killed when it has kept so many bytes more. Resolves with whether it has come to its end. */
async function run(out: string, killAfter: number): Promise<boolean> {
  const runs = join(out, "study.runs");
  const size = (): number => statSync(runs, { throwIfNoEntry: false })?.size ?? 0;
  const before = size();
  const args = [MAIN, "study", join(dir, "study.yaml"), "--config", dir, "--data-dir", dir, "--out", out];
  const own = spawn(process.execPath, [...args, "--workers", "2"], { detached: true, stdio: "ignore" });
  child = own;
  const ended = once(own, "exit");
  let writer: number | undefined;
  const watch = setInterval(() => {
    if (size() < before + killAfter) return;
    // With runs of its own on disk it has the lock.
    writer ??= writerIn(out);
    kill(writer);
  }, 5);
  await ended;
  clearInterval(watch);
  while (writer !== undefined && isAlive(writer)) await new Promise(setImmediate);
  return own.exitCode === 0;
}

it("[FK76] kill -9 at any time, again and again, changes no bit of the answer", async () => {
  const [whole, killed] = [join(dir, "whole"), join(dir, "killed")];
  expect(await run(whole, Number.POSITIVE_INFINITY)).toBe(true);
  const random = randomOf("kills");
  let kills = 0;
  while (kills < KILLS || existsSync(killed)) {
    const isDone = await run(killed, kills < KILLS ? 1 + Math.floor(4_000 * random()) : Number.POSITIVE_INFINITY);
    if (!isDone) {
      expect(++kills).toBeLessThanOrEqual(KILLS);
      continue;
    }
    for (const file of ["answer.json", "variants.csv", "report.html"])
      expect(readFileSync(join(killed, file), "utf8")).toBe(readFileSync(join(whole, file), "utf8"));
    expect(readdirSync(killed).sort()).toEqual(["answer.json", "report.html", "variants.csv"]);
    // It may come to its end before it is killed so often; then it is killed from its begin on.
    rmSync(killed, { recursive: true });
  }
});
