/** Cost of the simulated plant: in real time with an edge that reads all of it, and headless at full speed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { running, startGemba, stopProcess } from "./gemba-process.ts";
import { tied } from "./load/tied.ts";
import { type Figures, figure } from "./report.ts";

const HEADLESS = fileURLToPath(new URL("../simulators/headless/main.ts", import.meta.url));
/** Subscriptions, histories and first values come in the first seconds. */
const SETTLE_MS = 15_000;
/** Model time of a headless round. */
const HEADLESS_HOURS = 2;
const TICKS_PER_S = 100;

/** `npm run bench -- simulators`. */
export async function benchSimulators({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const speedups: number[] = [];
  for (let round = 0; round < rounds; round++) speedups.push(await headlessRound());
  const shares = await realTimeRounds(seconds, rounds);
  return [
    figure("cpuShare", "CPU of the simulators in real time, demo, read by an edge", "of one core", shares),
    figure("speedup", `${HEADLESS_HOURS} h headless, healthy, samples and events written`, "x real time", speedups),
  ];
}

async function headlessRound(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-"));
  try {
    const child = spawn(
      ...tied(process.execPath, [
        HEADLESS,
        "--scenario",
        "healthy",
        "--hours",
        String(HEADLESS_HOURS),
        "--seed",
        "7",
        "--out",
        folder,
      ]),
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let text = "";
    child.stdout.on("data", (piece) => (text += piece));
    await once(child, "exit");
    return Number(/; (\d+) x real time/.exec(text)?.[1] ?? Number.NaN);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function realTimeRounds(seconds: number, rounds: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-"));
  const edge = startGemba({ command: "start", dataDir: folder, more: ["--past-hours", "0"] });
  try {
    const pid = (await running(folder, edge)).pids.simulators ?? 0;
    await sleep(SETTLE_MS);
    const shares: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const before = cpuS(pid);
      const startedMs = performance.now();
      await sleep(seconds * 1000);
      shares.push((1000 * (cpuS(pid) - before)) / (performance.now() - startedMs));
    }
    return shares;
  } finally {
    await stopProcess(edge);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** User and system time of a process so far (fields 14 and 15 of /proc/PID/stat). */
function cpuS(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}
