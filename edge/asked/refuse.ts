import { type ConfigProblem, ConfigRefused } from "../contracts/plant/config-text.ts";

/** Throws ConfigRefused with all problems that were found; the message has the first one. */
export function refuse(problems: readonly ConfigProblem[], code: "bad-request" | "conflict" = "bad-request"): void {
  const [first] = problems;
  if (first === undefined) return;
  const { file, path, message, remedy } = first;
  const place = path === "" || path.startsWith(file) ? path || file : `${file}: ${path}`;
  const more = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
  throw new ConfigRefused(code, `${place}: ${message.en}. To do: ${remedy.en}${more}`, problems);
}
