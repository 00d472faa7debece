import { SQL_REFUSALS } from "../contracts/alerts/cause-table/sql.ts";
import { EdgeError, type EdgeErrorCode } from "../contracts/errors.ts";
import { filledIn } from "../contracts/plant/filled-in.ts";

const say = filledIn(SQL_REFUSALS, "en");
const MOST_NAME = 100;

/** Why a statement is not answered. Names from the statement are shortened. */
export function refusal(
  name: keyof typeof SQL_REFUSALS,
  parts: Readonly<Record<string, string | number>> = {},
  code: EdgeErrorCode = "bad-request",
  options: ErrorOptions = {},
): EdgeError {
  return new EdgeError(code, say(name, parts), options);
}

/** What a library says, as one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().slice(0, 500);
}

/** A name as the statement wrote it. */
export function nameShown(name: string): string {
  return JSON.stringify(name.slice(0, MOST_NAME));
}
