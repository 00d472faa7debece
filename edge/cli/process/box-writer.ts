/** The process that writes on one of two boxes: loads everything, waits until its keeper has the lease, and runs. */
import { flushCompileCache } from "node:module";
import { configOf } from "../../config/apart.ts";
import { VERSION } from "../../observe/version.ts";
import type { PlantConfig } from "../../plugins.ts";
import type { ToKeeper, ToWriter } from "../../standby/box/messages.ts";
import { ProcessGate } from "../../standby/box/process-gate.ts";
import { parseOptions } from "../options.ts";
import { reportFailure } from "../run-command.ts";
import type { ConfigMessage } from "./box-fork.ts";
import { warmUp } from "./box-warm.ts";
import { openDataFolder } from "./open-data-folder.ts";

const options = parseOptions(process.argv.slice(2));
const stop = new AbortController();
let gate: ProcessGate | undefined;

const send = (message: ToKeeper): void => void process.send?.(message, undefined, undefined, () => undefined);

// Without its keeper nobody renews the lease: the sooner this ends, the sooner the other box knows.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// The keeper gets the same signal and decides.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);

const reading = Promise.withResolvers<PlantConfig>();
process.on("message", (message: ToWriter | ConfigMessage) => {
  if (message.kind === "config") {
    try {
      reading.resolve(configOf(message.answer));
    } catch (error) {
      process.exit(reportFailure(error));
    }
  } else if (message.kind === "stop") stop.abort();
  else if (message.kind !== "go") gate?.hear(message);
  else if (gate === undefined) {
    gate = new ProcessGate(message, send);
    void run(gate);
  }
});

// The keeper's thread reads the config meanwhile.
const loading = Promise.all([import("../run-edge.ts"), import("../../observe/log.ts")] as const);
const [{ NO_PARTS, runEdge }, { createLog }] = await loading;
// Without it the take-over only takes longer.
await warmUp().catch(() => undefined);
const config = await reading.promise;
send({ kind: "config", config: { version: VERSION, files: config.prints ?? [] } });
send({ kind: "ready" });
// A process that is killed keeps nothing of what it compiled otherwise.
flushCompileCache();

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
