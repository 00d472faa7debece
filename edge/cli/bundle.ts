import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import { VERSION } from "../observe/version.ts";
import { placeFileSync } from "../store/move-path.ts";
import type { Command } from "./command.ts";
import { fromUser, PACKAGE_DIR } from "./options.ts";
import { unfinished } from "./process/outputs.ts";

const HELP = `gemba bundle: an archive that installs where there is no network

  Holds the program with its packages, Node.js and the built viewer, for machines
  of the same system and processor as this one. There: tar -xzf FILE, then
  npm start, or gemba-${VERSION}/node_modules/.bin/node gemba-${VERSION}/scripts/launch.mjs edge.

  --out FILE        default gemba-${VERSION}-SYSTEM-PROCESSOR.tar.gz
`;

/** Files and folders of the product; the rest of a checkout is for development. */
const PARTS = [
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "LICENSE",
  "README.md",
  "README.zh-CN.md",
  "config",
  "docs",
  "edge",
  "scripts",
  "simulators",
  "twin-viewer",
  "node_modules",
];
const MIB = 1024 * 1024;

/** `gemba bundle`. */
export const bundleCommand: Command = {
  help: HELP,
  async run({ out }, signal) {
    if (!existsSync(join(PACKAGE_DIR, "twin-viewer", "dist", "index.html")))
      throw new EdgeError("unavailable", "the viewer is not built; run npm run build first");
    const packages = readLock();
    const stale = packages.find(isStale);
    if (stale !== undefined)
      throw new EdgeError(
        "unavailable",
        `${stale.path} is not the version of package-lock.json; run node scripts/setup.mjs run first`,
      );
    const file = fromUser(out ?? `gemba-${VERSION}-${process.platform}-${process.arch}.tar.gz`);
    const half = `${file}.half`;
    await unfinished(half);
    try {
      await pack(half, packages, signal);
      placeFileSync(half, file);
    } finally {
      rmSync(half, { force: true });
    }
    process.stdout.write(`Wrote ${file}, ${Math.round(statSync(file).size / MIB)} MiB.\n`);
    return 0;
  },
};

export interface LockedPackage {
  readonly path: string;
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

function readLock(): LockedPackage[] {
  const text = readFileSync(join(PACKAGE_DIR, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, Omit<LockedPackage, "path">> };
  return Object.entries(packages).flatMap(([path, entry]) => (path === "" ? [] : [{ path, ...entry }]));
}

/** Optional packages for other systems are not installed. */
function isStale({ path, version, dev, optional }: LockedPackage): boolean {
  const file = join(PACKAGE_DIR, path, "package.json");
  if (dev === true || (optional === true && !existsSync(file))) return false;
  return !existsSync(file) || (JSON.parse(readFileSync(file, "utf8")) as { version?: string }).version !== version;
}

const CACHE = "node_modules/.cache";

/**
 * Patterns of what the archive leaves out: packages of development, and caches except for the modules without types,
 * which nobody can write where the program's folder is read-only.
 */
export function leftOut(packages: readonly LockedPackage[], root: string): readonly string[] {
  const caches = existsSync(join(root, CACHE)) ? readdirSync(join(root, CACHE)) : [];
  return [
    ...caches.filter((name) => name !== "gemba").map((name) => `${CACHE}/${name}`),
    "node_modules/.vite*",
    ...packages.flatMap(({ path, dev }) => (dev === true ? [path] : [])),
  ];
}

/**
 * Runs GNU tar without a shell. The archive holds npm's list of installed packages
 * (node_modules/.package-lock.json): from it scripts/setup.mjs sees that nothing is missing and needs no network.
 */
async function pack(file: string, packages: readonly LockedPackage[], signal: AbortSignal): Promise<void> {
  const parts = PARTS.filter((part) => existsSync(join(PACKAGE_DIR, part)));
  const excluded = leftOut(packages, PACKAGE_DIR).map((path) => `--exclude=./${path}`);
  // Targets of hard links take the names that the files have in the archive.
  const names = ["--transform", `flags=rh;s,^\\.,gemba-${VERSION},`];
  await tar(
    ["-czf", file, "-C", PACKAGE_DIR, "--anchored", ...excluded, ...names, ...parts.map((part) => `./${part}`)],
    signal,
  );
}

async function tar(args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn("tar", args, { stdio: ["ignore", "inherit", "pipe"], signal });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-2000);
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0)
    throw new EdgeError(
      "unavailable",
      `tar ended with ${code}: ${errors.trim()}; bundle needs GNU tar and disk space for the file`,
    );
}
