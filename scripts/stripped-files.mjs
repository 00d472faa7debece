/** Our TypeScript without its types, as set-up writes it. Plain JavaScript for any Node.js >= 18. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./right-node.mjs";
import { sourceDigest } from "./source-digest.mjs";

/** Folders whose modules the product loads. */
const LOADED = ["edge", "simulators"];

/** The TypeScript files of the product, below `root`. */
export function sourceFiles(root = ROOT) {
  return LOADED.flatMap((folder) => filesOf(root, folder)).filter((file) => file.endsWith(".ts"));
}

function filesOf(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file));
}

/** Digest of the sources: a release unpacked over another one may give its files the same times. */
export function strippedSources(root = ROOT) {
  return sourceDigest(LOADED, root);
}

/** Whether every source has its file without types, made from these sources. */
export function areAllStripped(sources, root = ROOT) {
  try {
    if (readFileSync(stampOf(root), "utf8") !== sources) return false;
  } catch {
    return false;
  }
  return sourceFiles(root).every((file) => isStripped(file, root));
}

/** Notes that the files are made, from the sources as they were before. An interrupted writing leaves no note. */
export function noteStripped(sources, root = ROOT) {
  writeFileSync(stampOf(root), sources);
}

function stampOf(root) {
  return join(root, "node_modules", ".cache", "gemba", "sources.sha256");
}

/** Path of the file without types of the source `file`, which lies below `root`. */
export function strippedFile(file, root = ROOT) {
  return join(root, "node_modules", ".cache", "gemba", `${file.slice(0, -".ts".length)}.js`);
}

/** A file without types has the time of its source. One with another time, earlier or later, belongs to other text. */
export function isStripped(file, root = ROOT) {
  const made = timeOf(strippedFile(file, root));
  return made !== undefined && made === timeOf(join(root, file));
}

/** Text without types of the source `file`; undefined where there is none of it, or it cannot be read. */
export function strippedText(file, root = ROOT) {
  try {
    return isStripped(file, root) ? readFileSync(strippedFile(file, root), "utf8") : undefined;
  } catch {
    // The file belongs to another user, or another set-up has just removed it. The source says the same.
    return undefined;
  }
}

/**
 * Time of the last change in whole milliseconds; undefined where there is no file. Not rounded: images and archives
 * cut times down to seconds, and times that are equal must stay so.
 */
export function timeOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : Math.floor(stat.mtimeMs);
}

/** The path below `root` of a module of the product, or undefined for any other module. */
export function sourceOf(path, root = ROOT) {
  if (!path.startsWith(root + sep)) return undefined;
  const file = path.slice(root.length + 1);
  return file.endsWith(".ts") && LOADED.some((folder) => file.startsWith(folder + sep)) ? file : undefined;
}

/** The environment variable by which a process, its threads and its children use these files. */
export function strippedEnv({ NODE_OPTIONS = "" } = process.env, root = ROOT) {
  const hook = `--import=${pathToFileURL(join(root, "scripts", "stripped.mjs")).href}`;
  return { NODE_OPTIONS: NODE_OPTIONS.includes(hook) ? NODE_OPTIONS : `${NODE_OPTIONS} ${hook}`.trim() };
}
