#!/usr/bin/env node
/** The `gemba` command for any Node.js >= 18: sets up what is missing, then hands over to the Node.js 24 of this package. */
import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const setUp = spawnSync(process.execPath, [join(root, "scripts", "setup.mjs"), "run"], { stdio: "inherit" });
if (setUp.status !== 0) process.exit(1);
const node24 = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
// Of the memory that starting takes, the C library would keep some 40 MB in an arena of each thread (docs/opcua-fast-lane.md).
// And what Node.js made of our TypeScript is made once: a start is half a second shorter, and no thread loads the compiler, which stays in memory.
const env = { MALLOC_ARENA_MAX: "1", NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "gemba"), ...process.env };
// So that memory of the start can be given back, and the heap is marked when it has doubled (edge/observe/memory.ts, docs/opcua-fast-lane.md).
const flags = ["--expose-gc", "--heap-growing-percent=100"];
const child = spawn(node24, [...flags, join(root, "edge", "main.ts"), ...process.argv.slice(2)], { stdio: "inherit", env });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
