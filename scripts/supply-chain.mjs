/**
 * The supply chain of the packages. `node scripts/supply-chain.mjs check` checks the lockfile: integrity, registry,
 * licences, install scripts, age of each version, and a reason for every direct dependency. `… pins` asks the
 * registry for the publication times of new pins. `… sbom [FILE]` writes the bill of materials of a release as
 * CycloneDX, and checks it against the lockfile.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "./packages.mjs";
import { ROOT } from "./right-node.mjs";

const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));

/** Licences that a product under Apache-2.0 may ship. */
const LICENCES = new Set([
  "MIT",
  "MIT-0",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MPL-2.0",
  "Python-2.0",
  "CC0-1.0",
  "BlueOak-1.0.0",
  "0BSD",
  "Unlicense",
  "Zlib",
  "OFL-1.1",
]);
/** Further licences for packages of tests, which are not shipped. */
const DEV_LICENCES = new Set([...LICENCES, "EPL-2.0"]);
/** Packages that state their licence in a file instead of package.json. */
const SAID_ELSEWHERE = new Map([
  ["dequeue", "BSD-2-Clause"],
  ["humanize", "MIT"],
  ["png-js", "MIT"],
  ["precond", "MIT"],
]);
/** Packages that may run a program when they are installed, with the reason. */
const INSTALL_SCRIPTS = new Map([
  ["node", "puts the Node.js binary of its platform in place"],
  ["@serialport/bindings-cpp", "optional; finds a prebuilt binary for serial Modbus"],
  ["protobufjs", "of tests; prints a version warning"],
  ["chdb", 'of tests; does nothing (node -e "")'],
]);
const MOST_DIRECT = 60;
/** Most malicious versions are found and removed within days; younger versions are refused. */
const LEAST_AGE_DAYS = 7;
const DAY_MS = 86_400_000;
const PUBLISHED = join(ROOT, "scripts", "published.json");

const packages = Object.entries(lock.packages).filter(([path, entry]) => path !== "" && !entry.link);
const nameOf = (path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const licenceOf = (path, entry) => SAID_ELSEWHERE.get(nameOf(path)) ?? entry.license ?? "none";
/** `A OR B` may be taken as either, `A AND B` binds to both. */
const isAllowed = (licence, allowed) =>
  licence
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((one) => allowed.has(one)));

/** `name@version` of everything in the lockfile. */
const pins = () => [...new Set(packages.map(([path, { version }]) => `${nameOf(path)}@${version}`))].sort();

/** Pinned versions that are too young, one line each. `published` has the time of each. */
export function youngPins(names, published, nowMs) {
  return names.flatMap((pin) => {
    const time = published[pin];
    if (time === undefined)
      return [`${pin}: scripts/published.json does not say when it was published; run npm run pins`];
    // The comparison is written so that it refuses an invalid time too.
    const isOld = nowMs - Date.parse(time) >= LEAST_AGE_DAYS * DAY_MS;
    return isOld
      ? []
      : [`${pin}: published at ${time}, less than ${LEAST_AGE_DAYS} days ago; take an older version or wait`];
  });
}

/** Asks the registry for the times of new pins, and drops those of former pins. */
function writePublished() {
  const known = JSON.parse(readFileSync(PUBLISHED, "utf8"));
  const times = pins().map((pin) => [pin, known[pin] ?? publishedAt(pin)]);
  writeFileSync(PUBLISHED, `${JSON.stringify(Object.fromEntries(times), null, 2)}\n`);
}

function publishedAt(pin) {
  const at = pin.lastIndexOf("@");
  const { status, stdout, stderr } = npm(["view", pin.slice(0, at), "time", "--json"]);
  const time = status === 0 ? JSON.parse(stdout)[pin.slice(at + 1)] : undefined;
  if (time === undefined) throw new Error(`the registry does not say when ${pin} was published: ${stderr}`);
  return `${time.slice(0, 19)}Z`;
}

/** All problems, one line each. */
export function problems() {
  const found = [];
  for (const [path, entry] of packages) {
    if (!/^sha512-/.test(entry.integrity ?? ""))
      found.push(`${path}: no sha512 integrity in package-lock.json; install it anew`);
    // Entries from the registry have no address here; git and file entries would.
    if (entry.resolved !== undefined && !entry.resolved.startsWith("https://registry.npmjs.org/"))
      found.push(`${path}: comes from ${entry.resolved}, not from the registry`);
    const licence = licenceOf(path, entry);
    if (!isAllowed(licence, entry.dev ? DEV_LICENCES : LICENCES))
      found.push(`${path}: licence ${licence} is not on the list`);
    if (entry.hasInstallScript && !INSTALL_SCRIPTS.has(nameOf(path)))
      found.push(
        `${path}: runs a program when it is installed; read it, ` +
          "then name it in scripts/supply-chain.mjs or do without it",
      );
  }
  found.push(...youngPins(pins(), JSON.parse(readFileSync(PUBLISHED, "utf8")), Date.now()));
  const direct = Object.keys({ ...lock.packages[""].dependencies, ...lock.packages[""].devDependencies });
  const reasons = readFileSync(join(ROOT, "docs", "dependencies.md"), "utf8");
  if (direct.length > MOST_DIRECT)
    found.push(`there are ${direct.length} direct dependencies, more than ${MOST_DIRECT}`);
  for (const name of direct)
    if (!reasons.includes(`| \`${name}\` |`)) found.push(`${name}: docs/dependencies.md does not say why it is needed`);
  return found;
}

/** The bill of materials of a release. Throws when it and the lockfile differ. */
export function sbom() {
  const { status, stdout: text, stderr } = npm(["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"]);
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`);
  const bill = JSON.parse(text);
  // npm's own --omit dev leaves out packages that are shipped and also used by a tool.
  const shipped = packages.filter(([, entry]) => !entry.dev && !entry.devOptional);
  const names = new Set(shipped.map(([path, { version }]) => `pkg:npm/${nameOf(path)}@${version}`));
  const nameIn = ({ purl }) => decodeURIComponent(purl).replace(/\?.*$/, "");
  bill.components = bill.components.filter((component) => names.has(nameIn(component)));
  const refs = new Set(bill.components.map((component) => component["bom-ref"]));
  const own = bill.metadata.component["bom-ref"];
  bill.dependencies = bill.dependencies
    .filter(({ ref }) => ref === own || refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: (dependsOn ?? []).filter((one) => refs.has(one)) }));
  for (const component of bill.components) {
    const name = component.group ? `${component.group}/${component.name}` : component.name;
    const licence = SAID_ELSEWHERE.get(name);
    if (!component.licenses?.length && licence !== undefined) component.licenses = [{ license: { id: licence } }];
    if (!component.hashes?.length || !component.licenses?.length)
      throw new Error(`${name} has no hash or no licence in the bill`);
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
  } else if (word === "pins") {
    writePublished();
  } else {
    const found = problems();
    for (const line of found) process.stdout.write(`${line}\n`);
    process.exitCode = found.length > 0 ? 1 : 0;
  }
}
