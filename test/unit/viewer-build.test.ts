import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { isViewerBuilt, noteViewerBuilt, viewerSources } from "../../scripts/viewer-build.mjs";

/** A clone with a viewer that has just been built from sources of an hour ago. */
function clone(): { root: string; write(path: string, text: string): void } {
  const root = mkdtempSync(join(tmpdir(), "viewer-build-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    // As an archive does, which keeps the time of the commit.
    utimesSync(join(root, path), 1e9, 1e9);
  };
  write("twin-viewer/src/main.ts", "one");
  write("twin-viewer/src/old.ts", "unused");
  write("edge/contracts/tag.ts", "tag");
  write("docs/operators.md", "guide");
  write("package-lock.json", "{}");
  mkdirSync(join(root, "twin-viewer/dist"));
  noteViewerBuilt(viewerSources(root), root);
  return { root, write };
}

const isCurrent = (root: string): boolean => isViewerBuilt(viewerSources(root), root);

it("[SU9] a viewer of the same sources is not built again, wherever and whenever they were copied", () => {
  const { root, write } = clone();
  expect(isCurrent(root)).toBe(true);
  write("twin-viewer/src/main.ts", "one");
  write("twin-viewer/dist/assets/main.js", "built");
  write("edge/health/watch.ts", "not the viewer's");
  expect(isCurrent(root)).toBe(true);
});

it("[SU9] a release that is unpacked over an older one is built, though its files are older than the build", () => {
  for (const path of ["twin-viewer/src/main.ts", "edge/contracts/tag.ts", "package-lock.json", "docs/operators.md"]) {
    const { root, write } = clone();
    write(path, "two");
    expect(isCurrent(root), path).toBe(false);
  }
});

it("[SU9] a deleted or renamed file is seen", () => {
  const { root, write } = clone();
  rmSync(join(root, "twin-viewer/src/old.ts"));
  expect(isCurrent(root)).toBe(false);
  write("twin-viewer/src/new.ts", "unused");
  expect(isCurrent(root)).toBe(false);
});

it("[SU9] sources that changed during the build are built the next time, and an emptied folder too", () => {
  const { root, write } = clone();
  const before = viewerSources(root);
  write("twin-viewer/src/main.ts", "pulled meanwhile");
  noteViewerBuilt(before, root);
  expect(isCurrent(root)).toBe(false);
  noteViewerBuilt(viewerSources(root), root);
  rmSync(join(root, "twin-viewer/dist"), { recursive: true });
  expect(isCurrent(root)).toBe(false);
});
