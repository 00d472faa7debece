import { loadConfig } from "../../../edge/config/load.ts";
import { ConfigError } from "../../../edge/config/problems.ts";
import { plantFolder, testPlugins } from "./plant-folder.ts";

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
  return error.problems.map(
    (problem) => `${problem.file}:${problem.line} ${problem.path}: ${problem.message} — ${problem.remedy}`,
  );
}
