/**
 * Loaded by every thread of an edge under `bench/profile.ts`: writes a CPU profile of the time in which the file `go`
 * exists in GEMBA_PROFILE_DIR.
 */
import { existsSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

const LOOK_EVERY_MS = 250;
/** Shorter ones cost more than the work they measure. */
const SAMPLE_EVERY_US = 1_000;

const dir = process.env["GEMBA_PROFILE_DIR"] ?? "";
let session: Session | undefined;

const timer = setInterval(() => {
  const isWanted = existsSync(join(dir, "go"));
  if (isWanted && session === undefined) session = begin();
  if (isWanted || session === undefined) return;
  clearInterval(timer);
  session.post("Profiler.stop", (_, { profile }) =>
    writeFileSync(join(dir, `${process.pid}-${threadId}.cpuprofile`), JSON.stringify(profile)),
  );
}, LOOK_EVERY_MS);
timer.unref();

function begin(): Session {
  const begun = new Session();
  begun.connect();
  begun.post("Profiler.enable");
  begun.post("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
  begun.post("Profiler.start");
  return begun;
}
