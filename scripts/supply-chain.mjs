/**
 * What comes into the house with the packages. `node scripts/supply-chain.mjs check` looks at the lockfile: integrity, registry, licences,
 * install scripts, and a reason for every direct dependency. `… sbom [FILE]` writes what a release ships as CycloneDX, and checks that it
 * says the same as the lockfile.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

/** Licences that a product under Apache-2.0 may ship. */
const LICENCES = new Set(["MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "CC0-1.0", "BlueOak-1.0.0", "0BSD", "Unlicense", "OFL-1.1"]);
/** Packages of tests only, whose licence is no matter of what is shipped. */
const DEV_LICENCES = new Set([...LICENCES, "EPL-2.0"]);
/** Packages that say their licence in a file of theirs, and not in package.json. */
const SAID_ELSEWHERE = new Map([
  ["dequeue", "BSD-2-Clause"],
  ["humanize", "MIT"],
  ["precond", "MIT"],
]);
/** Packages that may run a program when they are installed, and why. */
const INSTALL_SCRIPTS = new Map([
  ["node", "puts the Node.js binary of its platform in place"],
  ["@serialport/bindings-cpp", "optional; finds a prebuilt binary for serial Modbus"],
  ["protobufjs", "of tests; prints a version warning"],
]);
const MOST_DIRECT = 40;

const packages = Object.entries(lock.packages).filter(([path, entry]) => path !== "" && !entry.link);
const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const licenceOf = (path, entry) => SAID_ELSEWHERE.get(nameOf(path)) ?? entry.license ?? "none";
/** `A OR B` may be taken as either. */
const isAllowed = (licence, allowed) =>
  licence
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((one) => allowed.has(one));

/** Everything that is wrong, one line each. */
export function problems() {
  const found = [];
  for (const [path, entry] of packages) {
    if (!/^sha512-/.test(entry.integrity ?? "")) found.push(`${path}: no sha512 integrity in package-lock.json; install it anew`);
    // Entries from the registry say no address; git and file addresses would stand here.
    if (entry.resolved !== undefined && !entry.resolved.startsWith("https://registry.npmjs.org/")) found.push(`${path}: comes from ${entry.resolved}, not from the registry`);
    const licence = licenceOf(path, entry);
    if (!isAllowed(licence, entry.dev ? DEV_LICENCES : LICENCES)) found.push(`${path}: licence ${licence} is not on the list`);
    if (entry.hasInstallScript && !INSTALL_SCRIPTS.has(nameOf(path))) found.push(`${path}: runs a program when it is installed; read it, then name it in scripts/supply-chain.mjs or do without it`);
  }
  const direct = Object.keys(lock.packages[""].dependencies);
  const reasons = readFileSync(join(root, "docs", "dependencies.md"), "utf8");
  if (direct.length > MOST_DIRECT) found.push(`there are ${direct.length} direct dependencies, more than ${MOST_DIRECT}`);
  for (const name of direct) if (!reasons.includes(`| \`${name}\` |`)) found.push(`${name}: docs/dependencies.md does not say why it is needed`);
  return found;
}

/** The bill of materials of what a release ships. Throws when it and the lockfile do not say the same. */
export function sbom() {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const text = execFileSync(npm, ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  const bill = JSON.parse(text);
  // npm's own --omit dev leaves out what is shipped and used by a tool as well.
  const shipped = packages.filter(([, entry]) => !entry.dev && !entry.devOptional);
  const names = new Set(shipped.map(([path, { version }]) => `pkg:npm/${nameOf(path)}@${version}`));
  const nameIn = ({ purl }) => decodeURIComponent(purl).replace(/\?.*$/, "");
  bill.components = bill.components.filter((component) => names.has(nameIn(component)));
  const refs = new Set(bill.components.map((component) => component["bom-ref"]));
  const own = bill.metadata.component["bom-ref"];
  bill.dependencies = bill.dependencies.filter(({ ref }) => ref === own || refs.has(ref)).map(({ ref, dependsOn }) => ({ ref, dependsOn: (dependsOn ?? []).filter((one) => refs.has(one)) }));
  for (const component of bill.components) {
    const name = component.group ? `${component.group}/${component.name}` : component.name;
    const licence = SAID_ELSEWHERE.get(name);
    if (!component.licenses?.length && licence !== undefined) component.licenses = [{ license: { id: licence } }];
    if (!component.hashes?.length || !component.licenses?.length) throw new Error(`${name} has no hash or no licence in the bill`);
  }
  const billed = new Set(bill.components.map(nameIn));
  const missing = [...names].filter((name) => !billed.has(name));
  if (missing.length > 0) throw new Error(`the bill does not name ${missing.join(", ")}`);
  return bill;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , word, file] = process.argv;
  if (word === "sbom") {
    const text = `${JSON.stringify(sbom(), null, 2)}\n`;
    if (file === undefined) process.stdout.write(text);
    else writeFileSync(join(process.env.INIT_CWD ?? process.cwd(), file), text);
  } else {
    const found = problems();
    for (const line of found) process.stdout.write(`${line}\n`);
    process.exitCode = found.length > 0 ? 1 : 0;
  }
}
