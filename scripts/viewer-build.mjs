/** Whether the built viewer matches its sources. Plain JavaScript for any Node.js >= 18. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./right-node.mjs";
import { sourceDigest } from "./source-digest.mjs";

/** Everything that vite reads to build the viewer. */
const SOURCES = ["twin-viewer", "edge/contracts", "edge/batch", "package-lock.json", "tsconfig.json"];

/** The guides that the viewer shows lie beside other documents. */
function guidesIn(root) {
  const folder = join(root, "docs");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`);
}

/** Digest of everything that the viewer is built from. */
export function viewerSources(root = ROOT) {
  return sourceDigest([...SOURCES, ...guidesIn(root)], root);
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
