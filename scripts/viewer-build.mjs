/** Whether the built viewer is that of the sources. Plain JavaScript for any Node.js >= 18. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./right-node.mjs";

/** Everything that vite reads to build the viewer. */
const SOURCES = ["twin-viewer", "edge/contracts", "edge/batch", "package-lock.json", "tsconfig.json"];

/**
 * Digest of the sources' paths and contents. Their times say too little: an unpacked release and a copied folder keep
 * old times, and a deleted file has none.
 */
export function viewerSources(root = ROOT) {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((name) => filesOf(root, name))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** Whether the viewer was built from these sources. */
export function isViewerBuilt(sources, root = ROOT) {
  try {
    return readFileSync(stampOf(root), "utf8") === sources;
  } catch {
    return false;
  }
}

/**
 * Notes that the viewer is built, from the sources as they were before the build began, so that a change during the
 * build is built by the next start. Each build empties the folder, so an interrupted one leaves no note.
 */
export function noteViewerBuilt(sources, root = ROOT) {
  writeFileSync(stampOf(root), sources);
}

function stampOf(root) {
  return join(root, "twin-viewer", "dist", "sources.sha256");
}

/** Files below a path, with `/` between folders on every system, in a fixed order. */
function filesOf(root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => name !== "dist" && name !== "node_modules")
    .sort()
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}
