/**
 * Fills the compile cache of Node.js with the modules that a start loads. Set-up runs it in processes of its own: an
 * edge that filled the cache itself would block for seconds on a slow disk, or end late, because Node.js writes 1,700
 * files at once.
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
import { compileOnly } from "./compile-only.mjs";
import { compileCache, EDGE_FLAGS, ROOT } from "./right-node.mjs";

/**
 * Each set of flags has its own cache. `begins`: entries, which do their work on import, so that they are compiled
 * without being run. `later`: modules whose `await import` loads parts that a plant may need. `plugins`: names further
 * modules.
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
    later: ["edge/{access,alerts,api,compose,notify,sinks,sources,tls}/**/*.ts"],
    plugins: "../edge/plugins.ts",
  },
  historian: { flags: HISTORIAN_FLAGS, imports: [], begins: ["edge/historian/embedded/child.ts"] },
  simulators: { flags: [], imports: [], begins: ["simulators/main.ts", "edge/cli/demo/broker/main.ts"] },
};

/** The product's own modules that a module imports. */
function importsOf(file) {
  const text = readFileSync(join(ROOT, file), "utf8");
  const targets = text.matchAll(/^(?:import|\} from|import .* from) "(\.[^"]+\.ts)";$/gm);
  return [...targets].map(([, target]) => resolve(ROOT, dirname(file), target));
}

/** Files and packages that a module imports on demand. */
function importsLaterOf(file) {
  const targets = readFileSync(join(ROOT, file), "utf8").matchAll(/await import\("([^"]+)"\)/g);
  return [...targets].map(([, target]) => (target.startsWith(".") ? resolve(ROOT, dirname(file), target) : target));
}

/** Modules that a thread loads by their addresses: the followers of the commit log. */
async function modulesOf(file) {
  if (file === undefined) return [];
  const { plugins } = await import(file);
  return plugins.followers.map(({ module }) => fileURLToPath(module));
}

async function compile({ imports, begins, later = [], plugins }) {
  const files = [
    ...imports.map((file) => join(ROOT, file)),
    ...begins.flatMap(importsOf),
    ...(await modulesOf(plugins)),
  ];
  const lazy = globSync(later, { cwd: ROOT }).flatMap(importsLaterOf);
  for (const file of new Set([...files, ...lazy])) await import(isAbsolute(file) ? pathToFileURL(file).href : file);
  // Without its entry in the cache a thread loads the compiler of TypeScript for that one file: 6 to 10 MB.
  for (const entry of begins) await compileOnly(pathToFileURL(join(ROOT, entry)).href);
  flushCompileCache();
  // Imported modules may hold handles open.
  process.exit(0);
}

/** Runs in a process that has these flags. Resolves with its exit code. */
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
