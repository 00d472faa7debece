/**
 * `node scripts/launch.mjs start …` runs a command of the product on the Node.js of its packages, with the product's
 * settings. It needs no shell, so that npm starts it on every system.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { EDGE_FLAGS, NODE, ROOT } from "./right-node.mjs";
import { strippedEnv } from "./stripped-files.mjs";

const env = {
  // Without this the C library keeps about 40 MB of the start in an arena of each thread (docs/opcua-fast-lane.md).
  MALLOC_ARENA_MAX: "1",
  ...process.env,
  // A start is half a second shorter, and no thread keeps the compiler in memory.
  ...strippedEnv(),
};
const args = [...EDGE_FLAGS, join(ROOT, "edge", "main.ts"), ...process.argv.slice(2)];

// Replaces this process by the product's, so that no second one stays in memory and a signal reaches the product.
// Windows has no such call, and neither does Node.js before 22.15.
if (process.execve !== undefined && process.platform !== "win32") process.execve(NODE, [NODE, ...args], env);
const child = spawn(NODE, args, { stdio: "inherit", env });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
