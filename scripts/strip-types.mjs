/**
 * Writes our TypeScript without its types into node_modules/.cache/gemba, for scripts/stripped.mjs. Types become
 * blanks, so that lines and columns of a stack trace are those of the source.
 *
 *   node scripts/strip-types.mjs
 */
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { ROOT } from "./right-node.mjs";
import { noteStripped, sourceFiles, strippedFile, strippedSources, timeOf } from "./stripped-files.mjs";

/** What an earlier release kept here goes too. */
rmSync(join(ROOT, "node_modules", ".cache", "gemba"), { recursive: true, force: true });
const sources = strippedSources();
for (const file of sourceFiles()) {
  // Before the text: a change in between makes the file look old.
  const time = new Date(timeOf(join(ROOT, file)));
  const made = strippedFile(file);
  mkdirSync(dirname(made), { recursive: true });
  writeFileSync(made, stripTypeScriptTypes(readFileSync(join(ROOT, file), "utf8")));
  utimesSync(made, time, time);
}
noteStripped(sources);
