/**
 * Makes a fresh clone ready to run; does nothing when nothing is missing. Plain JavaScript for any Node.js >= 18,
 * without dependencies: it runs before anything is installed.
 *
 *   node scripts/setup.mjs run     the packages that the product needs, Node.js 24, viewer build, modules without types
 *   node scripts/setup.mjs test    the same, the packages of development, and the Debian packages that tests use
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { install, measure, missingPackages, readPackages } from "./packages.mjs";
import { finishInstall, NODE, ROOT } from "./right-node.mjs";
import { areAllStripped, strippedSources } from "./stripped-files.mjs";
import { isViewerBuilt, noteViewerBuilt, viewerSources } from "./viewer-build.mjs";

const modules = join(ROOT, "node_modules");
const isForTests = process.argv[2] === "test";

const say = (text) => process.stdout.write(`gemba set-up: ${text}\n`);

function fail(text) {
  process.stderr.write(`gemba set-up: ${text}\n`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 64 << 20,
    ...options,
  });
  if (result.error) fail(`cannot run ${command}: ${result.error.message}`);
  return result;
}

function installPackages() {
  const packages = readPackages();
  const missing = missingPackages(packages, { all: isForTests });
  if (missing.length === 0) return bringNode();
  const beganMs = Date.now();
  say(`installing ${missing.length} packages (about 30 s, once) …`);
  const { error, status, stdout, stderr } = install(packages, { all: isForTests });
  if (error) fail(`cannot run npm: ${error.message}`);
  if (status !== 0)
    fail(`npm could not install the packages. Check the network or registry, then try again.\n${stdout}\n${stderr}`);
  bringNode();
  const { packages: count, mib } = measure();
  say(`node_modules has ${count} packages, ${mib} MiB, after ${Math.round((Date.now() - beganMs) / 1000)} s`);
}

/** The `node` package fetches its binary in an install script. Where npm runs no install scripts, this runs it. */
function bringNode() {
  if (!existsSync(NODE)) {
    say("installing Node.js 24 …");
    const { stderr } = run(process.execPath, ["installArchSpecificPackage.js"], { cwd: join(modules, "node") });
    if (!existsSync(NODE))
      fail(`Node.js 24 could not be installed. Install Node.js 24 LTS yourself and try again.\n${stderr}`);
  }
  finishInstall();
}

function buildViewer() {
  const sources = viewerSources();
  if (isViewerBuilt(sources)) return;
  say("building the viewer …");
  const result = run(NODE, [join(modules, "vite", "bin", "vite.js"), "build", "twin-viewer", "--logLevel", "warn"]);
  if (result.status !== 0) fail(`the viewer does not build.\n${result.stdout}\n${result.stderr}`);
  noteViewerBuilt(sources);
}

/** Takes the types out of our TypeScript. Otherwise a start takes half a second longer. */
function stripTypes() {
  if (areAllStripped(strippedSources())) return;
  run(NODE, ["--disable-warning=ExperimentalWarning", join(ROOT, "scripts", "strip-types.mjs")]);
}

/** Debian packages of the tests, each with a file that shows whether it is installed. */
const debianPackages = [
  ["mosquitto", "/usr/sbin/mosquitto"],
  ["mosquitto-clients", "/usr/bin/mosquitto_pub"],
  ["nats-server", "/usr/sbin/nats-server"],
  ["influxdb", "/usr/bin/influxd"],
  ["victoria-metrics", "/usr/bin/victoria-metrics"],
  ["chromium", "/usr/bin/chromium"],
  ["btrfs-progs", "/usr/sbin/mkfs.btrfs"],
  ["gcc", "/usr/bin/gcc"],
  ["libc6-dev", "/usr/include/stdio.h"],
  ["libopen62541-1.4-dev", "/usr/include/open62541/server.h"],
  ["libsnap7-dev", "/usr/include/snap7.h"],
  ["libfaketime", "/usr/share/doc/libfaketime"],
  ["openssl", "/usr/bin/openssl"],
  ["slapd", "/usr/sbin/slapd"],
  ["systemd", "/usr/bin/systemd-analyze"],
];

function installTestServers() {
  const missing = debianPackages.filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length === 0) return;
  const instruction = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get"))
    fail(`the tests need real servers that are not here. On Debian 13, as root:\n  apt-get update && ${instruction}`);
  say(`installing Debian packages for the tests: ${missing.join(", ")} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], { env });
  const result = run("sh", ["-c", instruction], { env });
  if (result.status !== 0) fail(`could not install them: ${result.stderr}`);
}

installPackages();
buildViewer();
stripTypes();
if (isForTests) installTestServers();
