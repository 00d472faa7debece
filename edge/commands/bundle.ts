import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import type { Command } from "./command.ts";
import { fromUser, PACKAGE_DIR, VERSION } from "./options.ts";

const HELP = `gemba bundle: an archive that installs where there is no network

  Holds the program with its packages, Node.js and the built viewer, for machines
  of the same system and processor as this one. There: tar -xzf FILE, then
  npm start, or gemba-${VERSION}/node_modules/.bin/node gemba-${VERSION}/edge/main.ts edge.

  --out FILE        default gemba-${VERSION}-SYSTEM-PROCESSOR.tar.gz
`;

/** What the product is made of; the rest of a checkout is for those who build it. */
const PARTS = ["package.json", "package-lock.json", "LICENSE", "README.md", "README.zh-CN.md", "config", "docs", "edge", "scripts", "simulators", "twin-viewer", "node_modules"];
const MIB = 1024 * 1024;

/** `gemba bundle`. */
export const bundleCommand: Command = {
  help: HELP,
  async run({ out }, signal) {
    if (!existsSync(join(PACKAGE_DIR, "twin-viewer", "dist", "index.html"))) throw new EdgeError("unavailable", "the viewer is not built; run npm run build first");
    const file = fromUser(out ?? `gemba-${VERSION}-${process.platform}-${process.arch}.tar.gz`);
    const half = `${file}.half`;
    try {
      await pack(half, signal);
      renameSync(half, file);
    } finally {
      rmSync(half, { force: true });
    }
    process.stdout.write(`Wrote ${file}, ${Math.round(statSync(file).size / MIB)} MiB.\n`);
    return 0;
  },
};

/** GNU tar, without a shell. Packages that only build and test the product stay here. */
async function pack(file: string, signal: AbortSignal): Promise<void> {
  const parts = PARTS.filter((part) => existsSync(join(PACKAGE_DIR, part)));
  const excluded = developmentPackages().map((path) => `--exclude=./${path}`);
  const name = `s,^\\.,gemba-${VERSION},`;
  const args = ["-czf", file, "-C", PACKAGE_DIR, "--anchored", ...excluded, "--exclude=./node_modules/.cache", "--transform", `flags=r;${name}`, ...parts.map((part) => `./${part}`)];
  const tar = spawn("tar", args, { stdio: ["ignore", "inherit", "pipe"], signal });
  let said = "";
  tar.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  const [code] = (await once(tar, "close")) as [number | null];
  if (code !== 0) throw new EdgeError("unavailable", `tar ended with ${code}: ${said.trim()}; bundle needs GNU tar and room for the file`);
}

/** Folders that the lock file marks as for development only. */
function developmentPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(PACKAGE_DIR, "package-lock.json"), "utf8")) as { packages: Record<string, { dev?: boolean }> };
  return Object.entries(lock.packages).flatMap(([path, { dev }]) => (dev === true ? [path] : []));
}
