/** Digest of sources, for what set-up makes from them. Plain JavaScript for any Node.js >= 18. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Digest of the paths and contents of everything below `names` in `root`. Times of files say too little: an unpacked
 * release and a copied folder keep old times, and a deleted file has none.
 */
export function sourceDigest(names, root) {
  const hash = createHash("sha256");
  for (const path of names.flatMap((name) => filesOf(root, name))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
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
