/** The Node.js that the product runs on: `npm ci` puts it into node_modules. Plain JavaScript for any Node.js >= 18. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PACKAGE = join(ROOT, "node_modules", "node");
/** Path of the Node.js program. */
export const NODE = join(PACKAGE, "bin", process.platform === "win32" ? "node.exe" : "node");
const MAJOR = 24;
/**
 * Flags that let edge/observe/memory.ts release memory, start marking only when the heap has doubled, and keep the
 * young generation small: without the last one the edge of the demo takes 130 MB more while it starts.
 */
export const EDGE_FLAGS = ["--expose-gc", "--heap-growing-percent=100", "--max-semi-space-size=2"];

/** Advice where the given Node.js is too old for the product; undefined where it is not. */
export function wrongNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) >= MAJOR) return undefined;
  const commands = "npm start, npm test, npx vitest, npm run gemba -- check DIR";
  return (
    `this is Node.js ${version}, and Gemba runs on Node.js ${MAJOR}, which npm ci puts into node_modules. ` +
    `Start things through npm, which uses that one (${commands}), or install Node.js ${MAJOR} LTS`
  );
}

/** Completes the installation by npm in node_modules. */
export function finishInstall() {
  // Headers, npm and documents of Node.js: 68 MB that the product does not use. The program itself is elsewhere.
  if (existsSync(NODE)) rmSync(join(PACKAGE, "node_modules"), { recursive: true, force: true });
  if (process.platform === "win32") writeExec(join(ROOT, "node_modules", ".bin"));
}

/**
 * Scripts of package.json begin with `exec`: a POSIX shell then replaces itself by the program, so that a signal to npm
 * reaches the program and npm waits for its end. cmd.exe has no such command; this gives it one.
 */
export function writeExec(folder) {
  writeFileSync(join(folder, "exec.cmd"), "@%*\r\n");
}
