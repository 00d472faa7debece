/**
 * Most unit tests share the modules that their thread has loaded: to load them again for each file takes longer than
 * the tests. A file has its own where it, or a helper that it imports, changes what another file would see: globals,
 * clocks, the environment, modules that it replaces, and libraries that the product patches. So has a file whose helper
 * registers hooks when it is loaded: of files that share the helper, the hooks would run for the first one only.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";

const CHANGES = [
  /\bvi\.(?!(waitFor|waitUntil|fn|mocked|restoreAllMocks|setConfig)\b)\w+/,
  /\bprocess\.(chdir|env|exitCode|on|once|send|title)\b/,
  /\bglobalThis\b/,
  /\bDate\.now = /,
  /\.prototype\.\w+ = /,
  /failing-disk/,
  /node-opcua|opcua\//,
];
/** In a helper: hooks at its top level, or an object there that registers them. */
const HOOKS = /^(?:(?:before|after)(?:Each|All)\(|(?:export )?const \w+ = new LogFolder\()/m;
const TESTS = join(import.meta.dirname, "..") + sep;
/** Its modules read the environment and change nothing. */
const RUN = import.meta.dirname + sep;
const IMPORTED = /\bfrom "(\.[^"]+\.ts)"/g;
const found = new Map<string, boolean>();

/** Whether a unit test needs modules that no other file has used. */
export function needsOwnModules(file: string): boolean {
  const text = readFileSync(file, "utf8");
  return CHANGES.some((change) => change.test(text)) || helpersOf(resolve(file), text).some(disturbs);
}

/** Whether a helper of tests changes what files that share it see. */
function disturbs(helper: string): boolean {
  const known = found.get(helper);
  if (known !== undefined) return known;
  // Helpers may import each other; this ends the recursion.
  found.set(helper, false);
  const text = readFileSync(helper, "utf8");
  const changes = HOOKS.test(text) || CHANGES.some((change) => change.test(text));
  const answer = changes || helpersOf(helper, text).some(disturbs);
  found.set(helper, answer);
  return answer;
}

/** Modules below `test` that a file imports. */
function helpersOf(file: string, text: string): string[] {
  return [...text.matchAll(IMPORTED)]
    .map(([, name = ""]) => join(dirname(file), name))
    .filter((name) => name.startsWith(TESTS) && !name.startsWith(RUN) && existsSync(name));
}
