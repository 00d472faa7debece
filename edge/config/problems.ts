import { EdgeError } from "../contracts/errors.ts";

/** A problem of a config: place, message and remedy. Never holds a value that came out of `${…}`. */
export interface Problem {
  /** As the user can open it: relative to the plant's folder's parent. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Path in the config, such as `assets[3].pose.x`. Empty where a file as a whole is meant. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** Most problems printed; the rest is counted. */
const MAX_PRINTED = 200;

/** A config with problems, all of them. Its message is the printed list. */
export class ConfigError extends EdgeError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super("bad-config", formatProblems(problems));
    this.name = "ConfigError";
    this.problems = problems;
  }

  /** One line per problem. */
  format(): string {
    return this.message;
  }
}

/** A headline and one line per problem. */
export function formatProblems(problems: readonly Problem[]): string {
  const head = problems.length === 1 ? "1 problem in the config" : `${problems.length} problems in the config`;
  const lines = problems.slice(0, MAX_PRINTED).map(formatProblem);
  if (problems.length > MAX_PRINTED) lines.push(`and ${problems.length - MAX_PRINTED} more`);
  return [head, ...lines].join("\n");
}

/** `file:line path: message — what to do`. */
export function formatProblem(problem: Problem): string {
  const path = problem.path === "" ? "" : ` ${problem.path}`;
  return `${problem.file}:${problem.line}${path}: ${problem.message} — ${problem.remedy}`;
}
