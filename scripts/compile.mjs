/**
 * Fills the compile cache of Node.js with what the product starts with, so that each start finds it there. Done at
 * set-up, by processes of their own: an edge that filled the cache itself would stand still for seconds on a slow disk,
 * or end late, because Node.js writes 1,700 files at once.
 *
 *   node scripts/compile.mjs run     for npm start, into node_modules/.cache/gemba
 *   node scripts/compile.mjs test    for the processes that tests start, into node_modules/.cache/gemba-tests
 */
import { spawn } from "node:child_process";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { HISTORIAN_FLAGS } from "../edge/historian/embedded/historian-flags.ts";
import { compileCache, EDGE_FLAGS, ROOT } from "./right-node.mjs";

/**
 * A cache is for one set of flags. `begins`: modules that do their work when they are imported. `later`: modules whose
 * `await import` is for what a plant may need.
 */
const PROCESSES = {
  edge: {
    flags: EDGE_FLAGS,
    imports: ["edge/cli/start.ts", "edge/cli/edge.ts"],
    begins: [
      "edge/main.ts",
      "edge/config/thread.ts",
      "edge/production/books/worker.ts",
      "edge/sources/mqtt/json/interpreter-thread.ts",
      "edge/sources/opcua/link/worker.ts",
    ],
    later: ["edge/{access,api,compose,notify,sinks,sources,tls}/**/*.ts"],
  },
  historian: { flags: HISTORIAN_FLAGS, imports: [], begins: ["edge/historian/embedded/child.ts"] },
  simulators: { flags: [], imports: [], begins: ["simulators/main.ts", "edge/cli/demo/broker/main.ts"] },
};

/** What a module imports of our own stands for it. */
function importsOf(file) {
  const text = readFileSync(join(ROOT, file), "utf8");
  const targets = text.matchAll(/^(?:import|\} from|import .* from) "(\.[^"]+\.ts)";$/gm);
  return [...targets].map(([, target]) => resolve(ROOT, dirname(file), target));
}

/** What a module imports when it needs it: files and packages. */
function importsLaterOf(file) {
  const targets = readFileSync(join(ROOT, file), "utf8").matchAll(/await import\("([^"]+)"\)/g);
  return [...targets].map(([, target]) => (target.startsWith(".") ? resolve(ROOT, dirname(file), target) : target));
}

async function compile({ imports, begins, later = [] }) {
  const files = [...imports.map((file) => join(ROOT, file)), ...begins.flatMap(importsOf)];
  const lazy = globSync(later, { cwd: ROOT }).flatMap(importsLaterOf);
  for (const file of new Set([...files, ...lazy])) await import(isAbsolute(file) ? pathToFileURL(file).href : file);
  flushCompileCache();
  // What was imported may hold handles open.
  process.exit(0);
}

/** In a process that has these flags. Resolves with its exit code. */
function compileApart(name, flags, cache) {
  const child = spawn(process.execPath, [...flags, fileURLToPath(import.meta.url), name], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  return new Promise((ended) => child.once("close", ended));
}

const [order] = process.argv.slice(2);
if (PROCESSES[order] !== undefined) await compile(PROCESSES[order]);
const { folder, stamp } = compileCache(order);
rmSync(folder, { recursive: true, force: true });
const codes = Object.entries(PROCESSES).map(([name, { flags }]) =>
  compileApart(name, order === "test" && name === "edge" ? [] : flags, folder),
);
if ((await Promise.all(codes)).some((code) => code !== 0)) process.exit(1);
writeFileSync(stamp, `${process.version}\n`);
