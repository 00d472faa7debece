/** Options that the commands of the simulators share. */
import { isAbsolute, resolve } from "node:path";
import { readScenario, ScenarioError } from "./scenario/read.ts";
import type { Scenario } from "./scenario/scenario.ts";

/** A wrong option, with what to write instead. */
export class UsageError extends Error {}

/** Relative paths start at the user's working directory. */
export function fromUser(path: string, env: NodeJS.ProcessEnv): string {
  return isAbsolute(path) ? path : resolve(env["INIT_CWD"] ?? process.cwd(), path);
}

/** The scenario of that name, or in that file. Throws `UsageError` with every mistake. */
export function scenarioOf(nameOrPath: string, env: NodeJS.ProcessEnv): Scenario {
  try {
    return readScenario(/^[a-z0-9-]+$/.test(nameOrPath) ? nameOrPath : fromUser(nameOrPath, env));
  } catch (error) {
    throw error instanceof ScenarioError ? new UsageError(error.message) : error;
  }
}

export function wholeSeed(text = "1"): number {
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new UsageError(`--seed is ${text}; give a whole number`);
  return seed;
}

export function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new UsageError(`--${name} is ${text}; give a number above 0`);
  return value;
}
