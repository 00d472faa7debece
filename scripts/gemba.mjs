#!/usr/bin/env node
/** The `gemba` command for any Node.js >= 18: completes the set-up, then hands over to the Node.js of its packages. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./right-node.mjs";

const setUp = spawnSync(process.execPath, [join(ROOT, "scripts", "setup.mjs"), "run"], { stdio: "inherit" });
if (setUp.status !== 0) process.exit(1);
await import("./launch.mjs");
