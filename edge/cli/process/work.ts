/**
 * Process that runs one command: `node work.ts COMMAND OPTIONS`. Ends on request, and with the process that started
 * it.
 */
import { Worker } from "node:worker_threads";
import { runCommand } from "../run-command.ts";
import { STOP } from "./apart.ts";

const controller = new AbortController();
// The parent process hears the signals of the terminal and passes them on; a signal to this process alone has the same
// effect.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => controller.abort(signal));
process.on("message", (message) => {
  if (message === STOP) controller.abort("SIGTERM");
});
// A separate thread detects the end of the parent process, even while this thread computes.
new Worker(new URL("./parent-watch.ts", import.meta.url)).unref();

process.exitCode = await runCommand(process.argv.slice(2), controller.signal);
// Handles that a library left open must not keep a finished command alive.
process.exit();
