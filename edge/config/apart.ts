/**
 * Reads configs in a separate thread: a check takes seconds, during which the edge must continue to read its sources.
 */
import { EdgeError } from "../contracts/errors.ts";
import { ConfigRefused } from "../contracts/plant/config-text.ts";
import { askThread, type ThreadQuestion } from "../observe/ask-thread.ts";
import type { PlantConfig } from "../plugins.ts";
import { openConfig } from "./packed-tags.ts";
import { ConfigError } from "./problems.ts";
import type { ConfigAnswer, ConfigResults, ConfigTask } from "./thread-task.ts";

/** The thread that knows the edge's plugins. */
const CONFIG_THREAD = new URL("./thread.ts", import.meta.url);

/** A config of 100,000 tags takes half of it. */
const HEAP_MB = 1024;

/** The largest plants take some seconds on a small machine. */
const WITHIN_MS = 120_000;

/** Levels of a change; the deepest place of a config has a dozen. */
const MOST_LEVELS = 64;

/** Reads a plant's config as `loadConfig` does, without blocking. Throws ConfigError with all problems. */
export async function loadConfigApart(fileOrFolder: string): Promise<PlantConfig> {
  return configOf(await answerApart({ kind: "config", path: fileOrFolder }));
}

/**
 * Never rejects for the content of files. Throws EdgeError `unavailable` where the thread gave no answer, `bad-request`
 * for a change whose values are nested so deeply that no thread could be given them.
 */
export async function answerApart(task: ConfigTask, thread: URL = CONFIG_THREAD): Promise<ConfigAnswer> {
  refuseDeep(task, MOST_LEVELS);
  const question: ThreadQuestion = {
    name: "config",
    data: task,
    heapMb: HEAP_MB,
    failed: "The plant's config could not be read",
    withinMs: WITHIN_MS,
  };
  return await askThread<ConfigAnswer>(thread, question, (message, { answer }) => answer(message));
}

function refuseDeep(value: unknown, levels: number): void {
  if (typeof value !== "object" || value === null) return;
  if (levels === 0)
    throw new EdgeError("bad-request", `A change may have ${MOST_LEVELS} levels at most. Make it flatter.`);
  for (const inner of Object.values(value)) refuseDeep(inner, levels - 1);
}

/** The config in an answer to the task `config`. Throws as `resultOf`. */
export function configOf(answer: ConfigAnswer): PlantConfig {
  return openConfig(resultOf<"config">(answer));
}

export function resultOf<K extends ConfigTask["kind"]>(answer: ConfigAnswer): ConfigResults[K] {
  if ("done" in answer) return answer.done as ConfigResults[K];
  if ("problems" in answer) throw new ConfigError(answer.problems);
  if (answer.because !== undefined) throw new ConfigRefused(answer.code, answer.reason, answer.because);
  throw new EdgeError(answer.code, answer.reason);
}
