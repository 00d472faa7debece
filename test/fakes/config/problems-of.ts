import { expect } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import { plantFolder, testPlugins } from "./plant-folder.ts";

const HAN = /\p{Script=Han}/u;
/** A parameter that the code did not give; `{name}` itself stands in texts about parameters of types. */
const UNFILLED = /\{(?:asset|file|key|limit|names?|of|path|type|value|what)\}/;

/** The problems of a plant with these files, as `file:line path: message — remedy`. */
export async function problemsOf(
  files: Readonly<Record<string, string>>,
  env: Record<string, string> = {},
): Promise<string[]> {
  using folder = plantFolder(files);
  const error = await loadConfig(folder.path, testPlugins, { env }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  if (!(error instanceof ConfigError)) throw error;
  return error.problems.map((problem) => {
    const { file, line, path, message, remedy } = problem;
    expect(message.zh, message.en).not.toMatch(UNFILLED);
    expect(`${message.zh}${remedy.zh}`, message.en).toMatch(HAN);
    return `${file}:${line} ${path}: ${message.en} — ${remedy.en}`;
  });
}
