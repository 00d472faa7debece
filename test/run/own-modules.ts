/**
 * Most unit tests share the modules that their thread has loaded: to load them again for each file takes longer than
 * the tests. A file has its own where it changes what another file would see: globals, clocks, the environment, modules
 * that it replaces, and libraries that the product patches.
 */
import { readFileSync } from "node:fs";

const CHANGES = [
  /\bvi\.(?!(waitFor|waitUntil|fn|mocked|restoreAllMocks|setConfig)\b)\w+/,
  /\bprocess\.(chdir|env|exitCode|on|once|send|title)\b/,
  /\bglobalThis\b/,
  /\bDate\.now = /,
  /\.prototype\.\w+ = /,
  /failing-disk/,
  /node-opcua|opcua\//,
];

/** Whether a unit test needs modules that no other file has used. */
export function needsOwnModules(file: string): boolean {
  const text = readFileSync(file, "utf8");
  return CHANGES.some((change) => change.test(text));
}
