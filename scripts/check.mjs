/**
 * `npm run check`: format, lint, types, layer rules, dead code, the description of the API, the supply chain. Runs
 * all of them and prints the output of those that fail.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { NODE, ROOT } from "./right-node.mjs";

/** Each check is a program for Node.js and needs neither a shell nor the machine's Node.js. */
const tool = (path) => join("node_modules", path);

const checks = [
  ["format and lint", tool("@biomejs/biome/bin/biome"), ["check", "--error-on-warnings", "."]],
  ["types of edge and simulators", tool("typescript/bin/tsc"), ["--noEmit"]],
  ["types of the viewer", tool("typescript/bin/tsc"), ["--noEmit", "-p", "twin-viewer"]],
  [
    "layer rules",
    tool("dependency-cruiser/bin/dependency-cruiser.mjs"),
    ["edge", "simulators", "twin-viewer/src", "--config", ".dependency-cruiser.mjs", "--output-type", "err-long"],
  ],
  ["dead code", tool("knip/bin/knip.js"), []],
  ["description of the API", "test/run/lint-api.ts", []],
  ["supply chain", "scripts/supply-chain.mjs", ["check"]],
];

function run([name, program, args]) {
  const child = spawn(NODE, [program, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
  return new Promise((resolve) => child.on("close", (code) => resolve({ name, ok: code === 0, output })));
}

/** Runs two at a time, because each keeps one core busy. */
const waiting = [...checks];
async function work() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const { name, ok, output } = await run(check);
    process.stdout.write(`${ok ? "ok     " : "FAILED "} ${name}\n${ok ? "" : `${output}\n`}`);
    if (!ok) process.exitCode = 1;
  }
}
await Promise.all([work(), work()]);
