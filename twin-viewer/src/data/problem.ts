import { causeOf, isTold, sayCause, sentence } from "../../../edge/contracts/alerts/causes.ts";
import { language } from "../i18n/chosen.ts";

interface ProblemAnswer {
  readonly detail?: unknown;
  readonly title?: unknown;
  readonly cause?: { readonly code: string; readonly params: Readonly<Record<string, string>> };
}

/** The detail of an RFC 9457 answer, else the status, in a form that the page can translate. */
export async function problemOf(response: Response): Promise<string> {
  try {
    const { detail, title, cause } = (await response.json()) as ProblemAnswer;
    if (typeof detail === "string")
      return language.value === "en" || cause === undefined ? detail : readable(detail, cause);
    if (typeof title === "string") return title;
  } catch {
    // Not JSON: only the status is known.
  }
  return `HTTP ${response.status}`;
}

/**
 * Not every detail is a sentence of the table of causes: a library words errors of fields, and errors of a config may
 * be long.
 */
function readable(detail: string, { code, params }: NonNullable<ProblemAnswer["cause"]>): string {
  if (causeOf(detail).code !== "said" || !isTold(code)) return detail;
  return sentence(sayCause({ code, params }), "en");
}
