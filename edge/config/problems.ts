import { type ConfigProblem, ConfigRefused } from "../contracts/plant/config-text.ts";

/** Most problems printed; the rest is counted. */
const MAX_PRINTED = 200;

/** A config with problems, all of them. Its message is the printed list. */
export class ConfigError extends ConfigRefused {
  constructor(problems: readonly ConfigProblem[]) {
    super("bad-config", formatProblems(problems), problems);
    this.name = "ConfigError";
  }

  /** One line per problem. */
  format(): string {
    return this.message;
  }
}

/** A headline and one line per problem. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  const head = problems.length === 1 ? "1 problem in the config" : `${problems.length} problems in the config`;
  const lines = problems.slice(0, MAX_PRINTED).map(formatProblem);
  if (problems.length > MAX_PRINTED) lines.push(`and ${problems.length - MAX_PRINTED} more`);
  return [head, ...lines].join("\n");
}

/** `file:line path: message — what to do`. */
export function formatProblem(problem: ConfigProblem): string {
  const path = problem.path === "" ? "" : ` ${problem.path}`;
  return `${problem.file}:${problem.line}${path}: ${problem.message.en} — ${problem.remedy.en}`;
}
