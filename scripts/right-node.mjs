/** The Node.js that the product runs on: `npm ci` puts it into node_modules. Plain JavaScript for any Node.js >= 18. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PACKAGE = join(ROOT, "node_modules", "node");
/** Its program. */
export const NODE = join(PACKAGE, "bin", process.platform === "win32" ? "node.exe" : "node");
const MAJOR = 24;
/**
 * So that memory of the start can be given back, and the heap is marked when it has doubled (edge/observe/memory.ts).
 */
export const EDGE_FLAGS = ["--expose-gc", "--heap-growing-percent=100"];

/**
 * What Node.js made of our TypeScript and of the packages (scripts/compile.mjs), for `run` or for `test`. `stamp` is
 * written when it is whole; without it the cache is not used, because a process that uses it would fill it too.
 */
export function compileCache(what, root = ROOT) {
  const folder = join(root, "node_modules", ".cache", what === "test" ? "gemba-tests" : "gemba");
  return { folder, stamp: join(folder, "compiled") };
}

/** The variable of the environment by which a process uses it, where it is whole. */
export function compiledEnv(what, root = ROOT) {
  const { folder, stamp } = compileCache(what, root);
  return existsSync(stamp) ? { NODE_COMPILE_CACHE: folder } : {};
}

/** What to do where another Node.js is too old to run this by itself; undefined where it is not. */
export function wrongNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= MAJOR) return undefined;
  const commands = "npm start, npm test, npx vitest, npm run gemba -- check DIR";
  return (
    `this is Node.js ${version}, and Gemba runs on Node.js ${MAJOR}, which npm ci puts into node_modules. ` +
    `Start things through npm, which uses that one (${commands}), or install Node.js ${MAJOR} LTS`
  );
}

/** What npm leaves to be done in node_modules. */
export function finishInstall() {
  // Headers, npm and documents of Node.js, 68 MB that nothing here uses. The program itself is a file of its own.
  if (existsSync(NODE)) rmSync(join(PACKAGE, "node_modules"), { recursive: true, force: true });
  if (process.platform === "win32") writeExec(join(ROOT, "node_modules", ".bin"));
}

/**
 * Scripts of package.json begin with `exec`. A POSIX shell gives its process to the program then, so that a signal to npm
 * reaches the program, and npm waits for its end; dash does so only when asked. cmd.exe has no such command, and finds this one.
 */
export function writeExec(folder) {
  writeFileSync(join(folder, "exec.cmd"), "@%*\r\n");
}
