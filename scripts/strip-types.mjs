/**
 * Writes our TypeScript without its types into node_modules/.cache/gemba, for scripts/stripped.mjs. Types become
 * blanks, so that lines and columns of a stack trace are those of the source.
 *
 *   node scripts/strip-types.mjs
 */
import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { ROOT } from "./right-node.mjs";
import { noteStripped, sourceFiles, strippedFile, strippedSources, timeOf } from "./stripped-files.mjs";

/** Files of an earlier release are removed too. */
rmSync(join(ROOT, "node_modules", ".cache", "gemba"), { recursive: true, force: true });
const sources = strippedSources();
for (const file of sourceFiles()) {
  // Before the text: a change in between makes the file look old.
  const timeMs = timeOf(join(ROOT, file));
  const made = strippedFile(file);
  const draft = `${made}.draft`;
  mkdirSync(dirname(made), { recursive: true });
  writeFileSync(draft, stripTypeScriptTypes(readFileSync(join(ROOT, file), "utf8")));
  // The middle of the millisecond, which no rounding of a file system leaves.
  const time = (timeMs + 0.5) / 1000;
  utimesSync(draft, time, time);
  // A process that starts meanwhile reads the whole text or none.
  renameSync(draft, made);
}
noteStripped(sources);
