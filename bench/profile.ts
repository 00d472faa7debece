/** `npm run bench -- profile`: CPU of the edge at the load of the bench `opcua`, by thread and by file or package. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Profiler } from "node:inspector";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startLoadServer } from "./load/opcua-load.ts";
import { threadsUs } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";
import { SETTLES_MS, startPlantEdge } from "./whole-edge.ts";

const TAGS = 100_000;
const PERIOD_MS = 1_000;
/** Time after which the threads have written their profiles. */
const WRITES_MS = 5_000;
const ROOT = join(import.meta.dirname, "..");
/** Smaller costs are left out. */
const LEAST_US = 0.002;
const THREAD = new URL("./profile-thread.ts", import.meta.url).href;

/** Two edges one after the other: one is only counted, the other's threads are profiled, which itself costs time. */
export async function benchProfile({ seconds }: { seconds: number; rounds: number }): Promise<Figures> {
  return [...(await byThread(seconds)), ...(await byCode(seconds))];
}

/** CPU time of each thread, from the kernel. */
async function byThread(seconds: number): Promise<Figures> {
  return measured(seconds, {}, async ({ pids }, run) => {
    const names = { edge: pids.edge, historian: pids.historian };
    const before = new Map(Object.values(names).map((pid) => [pid, threadsUs(pid)]));
    const samples = await run();
    return Object.entries(names).flatMap(([name, pid]) => {
      const us = new Map<string, number>();
      for (const [id, thread] of threadsUs(pid))
        us.set(thread.name, (us.get(thread.name) ?? 0) + thread.us - (before.get(pid)?.get(id)?.us ?? 0));
      return [...us].map(([thread, spent]) =>
        rowOf(`${name}: ${thread}`, "thread, by the kernel's count", spent / samples),
      );
    });
  });
}

/** Share of each file and package in the time of its thread, by samples of its stack. */
async function byCode(seconds: number): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-profile-"));
  const env = { NODE_OPTIONS: `--import ${THREAD}`, GEMBA_PROFILE_DIR: dir };
  try {
    return await measured(seconds, env, async ({ pids }, run) => {
      writeFileSync(join(dir, "go"), "");
      const samples = await run();
      rmSync(join(dir, "go"));
      await sleep(WRITES_MS);
      const names = new Map([
        [`${pids.edge}-0`, "main"],
        [`${pids.historian}-0`, "historian"],
      ]);
      return readdirSync(dir).flatMap((file) => {
        const thread =
          names.get(file.replace(".cpuprofile", "")) ?? (file.startsWith(`${pids.edge}-`) ? "worker" : undefined);
        if (thread === undefined || !existsSync(join(dir, file))) return [];
        const profile = JSON.parse(readFileSync(join(dir, file), "utf8")) as Profiler.Profile;
        return [...selfUs(profile)].map(([code, us]) =>
          rowOf(`${thread}: ${code}`, "code, by samples of the stack", us / samples),
        );
      });
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

interface Run {
  readonly pids: { readonly edge: number; readonly historian: number };
}

/** Figures by `profile`, which starts profiling, runs the window and returns them. Largest first. */
async function measured(
  seconds: number,
  env: Readonly<Record<string, string>>,
  profile: (edge: Run, run: () => Promise<number>) => Promise<Figures>,
): Promise<Figures> {
  await using server = await startLoadServer({ count: TAGS, periodMs: PERIOD_MS });
  await using edge = await startPlantEdge(
    { endpoint: server.endpoint, tags: TAGS, seconds },
    { atLeast: 3 * TAGS, env },
  );
  await sleep(SETTLES_MS);
  const seen = await profile(edge, async () => {
    const before = await edge.received();
    await sleep(seconds * 1_000);
    return (await edge.received()) - before;
  });
  return seen.filter(({ value }) => value >= LEAST_US).toSorted((a, b) => b.value - a.value);
}

function rowOf(key: string, what: string, us: number) {
  return figure(key, what, "µs/sample", [us]);
}

/** Time by file, or by package for foreign code, without waiting. */
function selfUs({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const codeOf = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => [id, url === "" ? functionName : placeOf(url)]),
  );
  const us = new Map<string, number>();
  for (const [i, id] of samples.entries()) {
    const code = codeOf.get(id) ?? "";
    if (code !== "(idle)") us.set(code, (us.get(code) ?? 0) + (timeDeltas[i] ?? 0));
  }
  return us;
}

function placeOf(url: string): string {
  if (!url.startsWith("file:")) return url;
  const path = relative(ROOT, fileURLToPath(url));
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path;
}
