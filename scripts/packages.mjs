/**
 * The packages of package-lock.json and those in node_modules. Plain JavaScript for any Node.js >= 18, without
 * dependencies: it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./right-node.mjs";

const MODULES = join(ROOT, "node_modules");
const BLOCK_BYTES = 512;

/** `locked`: packages of package-lock.json. `here`: npm's own list of the packages in node_modules. Both by path. */
export function readPackages(root = ROOT) {
  const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8")).packages;
  const list = join("node_modules", ".package-lock.json");
  return { locked: read("package-lock.json"), here: existsSync(join(root, list)) ? read(list) : {} };
}

/** Paths of the packages that are still missing: those of the product, and with `all` those of development too. */
export function missingPackages({ locked, here }, { all }) {
  return Object.entries(locked).flatMap(([path, entry]) => {
    if (path === "" || entry.link || (entry.dev && !all)) return [];
    const found = here[path];
    // Packages for other systems are not installed here.
    if (found === undefined) return entry.optional || entry.devOptional ? [] : [path];
    return found.version === entry.version && found.integrity === entry.integrity ? [] : [path];
  });
}

/** Runs npm, without a shell where that is possible. */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  const windows = process.platform === "win32";
  // npm_execpath is npm's own JavaScript file if npm, and not another package manager, started this script.
  const isNpm = cli?.endsWith("npm-cli.js") ?? false;
  const [command, before] = isNpm ? [process.execPath, [cli]] : [windows ? "npm.cmd" : "npm", []];
  return spawnSync(command, [...before, ...args], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    shell: windows && !isNpm,
    ...options,
  });
}

/**
 * Installs the packages of the lockfile. Adds to a folder that has packages and removes none, because an edge may be
 * running on them; fills an empty one by `npm ci`, which is quicker.
 */
export function install({ locked, here }, { all }) {
  const isFirst = Object.keys(here).length === 0;
  const hasDev = Object.keys(here).some((path) => locked[path]?.dev);
  const wanted = all || hasDev ? "--include=dev" : "--omit=dev";
  return npm(
    [...(isFirst ? ["ci"] : ["install", "--no-save"]), wanted, "--no-audit", "--no-fund", "--loglevel=error"],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

/** Number and size of the packages in node_modules. */
export function measure() {
  const seen = new Set();
  const bytesOf = (path) => {
    const { dev, ino, blocks, size, nlink } = lstatSync(path);
    if (nlink > 1 && seen.has(`${dev}/${ino}`)) return 0;
    seen.add(`${dev}/${ino}`);
    // Windows reports no blocks.
    return blocks === undefined ? size : blocks * BLOCK_BYTES;
  };
  const walk = (folder) =>
    readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? walk(path) : bytesOf(path));
    }, 0);
  return { packages: Object.keys(readPackages().here).length, mib: Math.round(walk(MODULES) / 2 ** 20) };
}
