/**
 * `npm run test:seeds -- --runs 20 --beside-load 5 --throttled 1`: repeats the tests, each time with another
 * seed: the first few beside a load on every core, the next few with half of the cores' time. Arguments after `--` go
 * to vitest.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { tied } from "../../bench/load/tied.ts";
import { seeded } from "../reliability/random.ts";
import { SEED } from "./seed.ts";

const ROOT = join(import.meta.dirname, "../..");
const CPU_GROUPS = "/sys/fs/cgroup";
const PERIOD_US = 100_000;

type Setting = "alone" | "beside load" | "throttled to half";

/** Clean-up after the run. */
type Undo = () => void;

function load(): Undo {
  const children = Array.from({ length: availableParallelism() }, () =>
    spawn(...tied(process.execPath, ["-e", "for (;;);"]), { stdio: "ignore" }),
  );
  return () => {
    for (const child of children) child.kill("SIGKILL");
  };
}

/**
 * Gives everything that the run starts half of the cores' time, in a control group of its own (root, Linux).
 */
function throttle(child: ChildProcess): Undo {
  const quotaUs = (availableParallelism() / 2) * PERIOD_US;
  for (const [base, file, text] of [
    [join(CPU_GROUPS, "cpu"), "cpu.cfs_quota_us", String(quotaUs)],
    [CPU_GROUPS, "cpu.max", `${quotaUs} ${PERIOD_US}`],
  ] as const) {
    const group = join(base, `gemba-tests-${process.pid}-${child.pid}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    writeFileSync(join(group, file), text);
    writeFileSync(join(group, "cgroup.procs"), String(child.pid));
    // The group is empty soon after the last process has ended; a remaining group does no harm.
    return () => {
      try {
        rmdirSync(group);
      } catch {
        process.stderr.write(`the control group ${group} is left\n`);
      }
    };
  }
  throw new Error("no control group for processor time can be made here: run it as root");
}

/** Children to end with this process. */
let running: [ChildProcess, Undo] | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    running?.[0].kill("SIGTERM");
    running?.[1]();
    process.exit(1);
  });

async function once(seed: number, setting: Setting, args: readonly string[], folder: string): Promise<boolean> {
  const beganMs = Date.now();
  const path = join(folder, `${seed}.log`);
  const log = createWriteStream(path);
  // A shell that waits for a line first, so that it joins the control group before it starts anything.
  const command = 'read -r go; exec "$0" node_modules/vitest/vitest.mjs run "$@"';
  const child = spawn("/bin/sh", ["-c", command, process.execPath, ...args], {
    cwd: ROOT,
    env: { ...process.env, GEMBA_SEED: String(seed) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const undo = setting === "alone" ? () => undefined : setting === "beside load" ? load() : throttle(child);
  running = [child, undo];
  child.stdin.end("go\n");
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const code = await new Promise((resolve) => child.once("close", resolve));
  running = undefined;
  undo();
  log.end();
  const minutes = ((Date.now() - beganMs) / 60_000).toFixed(1);
  process.stdout.write(`${code === 0 ? "ok    " : "FAILED"} seed ${seed}, ${setting}, ${minutes} min, ${path}\n`);
  return code === 0;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "20" },
    "beside-load": { type: "string", default: "0" },
    throttled: { type: "string", default: "0" },
  },
});
const [runs, loaded, throttled] = [Number(values.runs), Number(values["beside-load"]), Number(values.throttled)];
const folder = join(ROOT, "node_modules/.cache/gemba-seeds");
mkdirSync(folder, { recursive: true });
const random = seeded(SEED);
let failed = 0;
for (let run = 0; run < runs; run++) {
  const setting = run < loaded ? "beside load" : run < loaded + throttled ? "throttled to half" : "alone";
  if (!(await once(Math.floor(random() * 2 ** 31), setting, positionals, folder))) failed++;
}
process.stdout.write(`${runs - failed} of ${runs} runs green\n`);
process.exitCode = failed === 0 ? 0 : 1;
