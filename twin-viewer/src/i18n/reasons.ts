import type { Cause } from "../../../edge/contracts/alerts/causes.ts";
import { causeWords, loadCauseWords } from "./causes-later.ts";
import { language } from "./chosen.ts";
import { accountTexts } from "./texts/account.ts";

/**
 * Translates a cause, in the words of the edge, a device or the browser, into the page's language. An unknown cause is
 * shown unchanged, because a wrong translation would be worse than a foreign text, but without internals of a program.
 * Until the table of causes has come every cause is shown exactly as it was said; a component that calls this follows.
 */
export function reasonInWords(reason: string): string {
  const words = causeWords.value;
  if (words === undefined) {
    void loadCauseWords();
    return reason;
  }
  const cause = words.causeOf(reason);
  if (cause.code !== "said") return words.sentence(words.causeInWords(withRoles(cause)), language.value);
  const said = cause.params["text"] ?? "";
  if (language.value === "en") return said;
  return words.missingReason(said, "zh");
}

/** Roles by their names. */
function withRoles({ code, params }: Cause): Cause {
  const named = Object.entries(params).map(([name, value]) => {
    const key = `role.${value}`;
    const isRole = (name === "role" || name === "least") && Object.hasOwn(accountTexts, key);
    return [name, isRole ? accountTexts[key as keyof typeof accountTexts][language.value] : value];
  });
  return { code, params: Object.fromEntries(named) };
}
