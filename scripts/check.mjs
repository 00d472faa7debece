/** `npm run check`: format, lint, types, layer rules, dead code, the description of the API. Runs all of them and prints only what fails. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, "node_modules", ".bin", name);

const checks = [
  ["format and lint", bin("biome"), ["check", "--error-on-warnings", "."]],
  ["types of edge and simulators", bin("tsc"), ["--noEmit"]],
  ["types of the viewer", bin("tsc"), ["--noEmit", "-p", "twin-viewer"]],
  ["layer rules", bin("depcruise"), ["edge", "simulators", "twin-viewer/src", "--config", ".dependency-cruiser.mjs", "--output-type", "err-long"]],
  ["dead code", bin("knip"), []],
  ["description of the API", process.execPath, [join(root, "test", "run", "lint-api.ts")]],
  ["supply chain", process.execPath, [join(root, "scripts", "supply-chain.mjs"), "check"]],
];

function run([name, command, args]) {
  const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (output += piece));
  return new Promise((resolve) => child.on("close", (code) => resolve({ name, ok: code === 0, output })));
}

let failed = false;
for (const check of checks) {
  const { name, ok, output } = await run(check);
  process.stdout.write(`${ok ? "ok     " : "FAILED "} ${name}\n`);
  if (!ok) {
    failed = true;
    process.stdout.write(`${output}\n`);
  }
}
process.exitCode = failed ? 1 : 0;
