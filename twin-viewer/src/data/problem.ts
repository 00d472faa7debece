import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { awaitCauseWords, causeWords } from "../i18n/causes-later.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";

/** A problem at one place of the plant's config. */
export interface ConfigProblemAnswer {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  /** Empty where a file as a whole is meant. */
  readonly path: string;
  readonly text: LocalizedText;
  readonly remedy: LocalizedText;
}

/** Why the edge refused a request: a sentence that `sayReason` translates, and what is wrong with the config. */
export interface Failure {
  readonly reason: string;
  readonly problems: readonly ConfigProblemAnswer[];
}

/** The edge refused a request. Its message is the sentence; `status` is that of HTTP. */
export class EdgeRefusal extends Error {
  readonly problems: readonly ConfigProblemAnswer[];
  readonly status: number;

  constructor({ reason, problems }: Failure, status: number) {
    super(reason);
    this.status = status;
    this.problems = problems;
  }
}

interface ProblemAnswer {
  readonly detail?: unknown;
  readonly title?: unknown;
  readonly problems?: readonly ConfigProblemAnswer[];
  readonly cause?: { readonly code: string; readonly params: Readonly<Record<string, string>> };
}

/** The detail of an RFC 9457 answer, else the status, in a form that the page can translate. */
export async function problemOf(response: Response): Promise<string> {
  return (await failureIn(response)).reason;
}

/**
 * The same with the problems of the config. They are in `detail` too, in English, so the page shows only the beginning
 * of it.
 */
export async function failureIn(response: Response): Promise<Failure> {
  // Whoever shows the failure finds the words there.
  await awaitCauseWords();
  try {
    const { detail, title, cause, problems = [] } = (await response.json()) as ProblemAnswer;
    if (typeof detail === "string") {
      const isWhole = problems.length === 0 && (language.value === "en" || cause === undefined);
      return { reason: isWhole ? detail : readable(withoutList(detail, problems.length), cause), problems };
    }
    if (typeof title === "string") return { reason: title, problems };
  } catch {
    // Not JSON: only the status is known.
  }
  return { reason: `HTTP ${response.status}`, problems: [] };
}

/** Takes an answer that is not JSON: a proxy in between may answer with a page of its own. */
export function notOfTheEdge(error: unknown): never {
  throw error instanceof SyntaxError ? new Error(t("answer.unreadable")) : error;
}

/** The failure to show for a failed request. */
export function failureOf(error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error);
  return { reason, problems: error instanceof EdgeRefusal ? error.problems : [] };
}

/** `demo/assets.yaml:12 assets[3].type`. */
export function placeOf({ file, line, path }: ConfigProblemAnswer): string {
  return path === "" ? `${file}:${line}` : `${file}:${line} ${path}`;
}

/** The problem and the remedy, in the page's language. */
export function problemInWords({ text, remedy }: ConfigProblemAnswer): string {
  return t("problem.at", { text: local(text), remedy: local(remedy) });
}

function withoutList(detail: string, problems: number): string {
  return problems === 0 ? detail : (detail.split("\n", 1)[0] ?? detail);
}

/**
 * Not every detail is a sentence of the table of causes: errors of fields are worded by a library, and errors of a
 * config may be long.
 */
function readable(detail: string, cause: ProblemAnswer["cause"]): string {
  const words = causeWords.peek();
  if (language.value === "en" || cause === undefined || words === undefined) return detail;
  const { code, params } = cause;
  if (words.causeOf(detail).code !== "said" || !words.isKnownCode(code)) return detail;
  return words.sentence(words.causeInWords({ code, params }), "en");
}
