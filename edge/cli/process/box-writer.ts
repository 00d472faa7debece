/** The process that writes on one of two boxes: loads everything, waits until its keeper has the lease, and runs. */
import { flushCompileCache } from "node:module";
import { loadConfigApart } from "../../config/apart.ts";
import { createLog } from "../../observe/log.ts";
import type { ToKeeper, ToWriter } from "../../standby/box/messages.ts";
import { ProcessGate } from "../../standby/box/process-gate.ts";
import { NO_PARTS, openDataFolder, runEdge } from "../edge.ts";
import { parseOptions } from "../options.ts";
import { warmUp } from "./box-warm.ts";

const options = parseOptions(process.argv.slice(2));
const stop = new AbortController();
let gate: ProcessGate | undefined;

const send = (message: ToKeeper): void => void process.send?.(message, undefined, undefined, () => undefined);

// Without its keeper nobody renews the lease: the sooner this ends, the sooner the other box knows.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// The keeper gets the same signal and decides.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);

const config = await loadConfigApart(options.config);
// Without it the take-over only takes longer.
await warmUp().catch(() => undefined);
// A process that is killed keeps nothing of what it compiled otherwise.
flushCompileCache();
process.on("message", (message: ToWriter) => {
  if (message.kind === "stop") stop.abort();
  else if (message.kind !== "go") gate?.hear(message);
  else if (gate === undefined) {
    gate = new ProcessGate(message, send);
    void run(gate);
  }
});
send({ kind: "ready" });

async function run(own: ProcessGate): Promise<void> {
  try {
    openDataFolder(options);
    own.times.ends("data folder");
    const log = createLog({ level: options.logLevel });
    const onListening = (): void => own.times.ends("open the parts");
    const onceLive = (): Promise<void> => {
      own.times.ends("live values");
      log.info({ term: own.term, phases: own.times.read() }, "standby: the take-over is over");
      flushCompileCache();
      return Promise.resolve();
    };
    const plan = { options, config, parts: NO_PARTS, log, gate: own, onListening, onceLive };
    process.exit(await runEdge(plan, stop.signal));
  } catch (error) {
    process.stderr.write(`gemba: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
