/**
 * Brings a fresh clone to the point where the product can run, and does nothing
 * when all is there. Plain JavaScript for any Node.js >= 18, no dependencies:
 * it runs before anything is installed.
 *
 *   node scripts/setup.mjs run     packages, Node.js 24, viewer build
 *   node scripts/setup.mjs test    the same, and the Debian packages the tests use
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stampFile = join(modules, ".gemba-setup.json");
const windows = process.platform === "win32";
const node24 = join(modules, "node", "bin", windows ? "node.exe" : "node");

const say = (text) => process.stdout.write(`gemba set-up: ${text}\n`);

function fail(text) {
  process.stderr.write(`gemba set-up: ${text}\n`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 64 << 20, ...options });
  if (result.error) fail(`cannot run ${command}: ${result.error.message}`);
  return result;
}

function npmCommand() {
  const npmCli = process.env.npm_execpath;
  // npm_execpath is npm's own JavaScript file; running it by the present node needs no shell.
  return npmCli?.endsWith("js") ? [process.execPath, [npmCli]] : [windows ? "npm.cmd" : "npm", []];
}

const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");

function installPackages() {
  const wanted = lockHash();
  if (existsSync(stampFile) && JSON.parse(readFileSync(stampFile, "utf8")).lock === wanted && existsSync(node24)) return;
  say("installing packages (about 30 s, once) …");
  const [command, args] = npmCommand();
  // Lines that say an older Node.js than 24 is running are true and harmless here: the packages run on the Node.js that this brings.
  // The least age of a version counts when it is chosen; what the lockfile pins with its hash was chosen.
  const result = run(command, [...args, "ci", "--min-release-age=0", "--no-audit", "--no-fund", "--loglevel=error"], { shell: windows });
  if (result.status !== 0) fail(`npm ci failed. Check the network or registry, then try again.\n${result.stdout}\n${result.stderr}`);
  bringNode24();
  writeFileSync(stampFile, JSON.stringify({ lock: wanted }));
}

/** The `node` package fetches its binary in an install script; where those are switched off, it is run here. */
function bringNode24() {
  if (existsSync(node24)) return;
  say("bringing Node.js 24 …");
  const result = run(process.execPath, ["installArchSpecificPackage.js"], { cwd: join(modules, "node") });
  if (!existsSync(node24)) fail(`Node.js 24 could not be installed. Install Node.js 24 LTS yourself and try again.\n${result.stderr}`);
}

function newestChange(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path)
    .filter((name) => name !== "dist" && name !== "node_modules")
    .reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), 0);
}

function buildViewer() {
  const built = statSync(join(root, "twin-viewer", "dist", "index.html"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ["twin-viewer", "edge/contracts", "edge/batch", "package-lock.json"].map((name) => newestChange(join(root, name)));
  if (built > Math.max(...sources)) return;
  say("building the viewer …");
  const result = run(node24, [join(modules, "vite", "bin", "vite.js"), "build", "twin-viewer", "--logLevel", "warn"]);
  if (result.status !== 0) fail(`the viewer does not build.\n${result.stdout}\n${result.stderr}`);
}

/** What the tests run against, and a file that tells whether it is there. */
const debianPackages = [
  ["mosquitto", "/usr/sbin/mosquitto"],
  ["mosquitto-clients", "/usr/bin/mosquitto_pub"],
  ["influxdb", "/usr/bin/influxd"],
  ["victoria-metrics", "/usr/bin/victoria-metrics"],
  ["chromium", "/usr/bin/chromium"],
  ["btrfs-progs", "/usr/sbin/mkfs.btrfs"],
  ["gcc", "/usr/bin/gcc"],
  ["libc6-dev", "/usr/include/stdio.h"],
  ["libopen62541-1.4-dev", "/usr/include/open62541/server.h"],
  ["libfaketime", "/usr/share/doc/libfaketime"],
];

function installTestServers() {
  const missing = debianPackages.filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length === 0) return;
  const instruction = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) fail(`the tests need real servers that are not here. On Debian 13, as root:\n  apt-get update && ${instruction}`);
  say(`installing Debian packages for the tests: ${missing.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], { env });
  const result = run("sh", ["-c", instruction], { env });
  if (result.status !== 0) fail(`could not install them: ${result.stderr}`);
}

installPackages();
buildViewer();
if (process.argv[2] === "test") installTestServers();
