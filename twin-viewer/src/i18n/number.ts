import { decimalsOf, numberText } from "../../../edge/contracts/words/number-text.ts";
import { language } from "./chosen.ts";

export { decimalsOf };

/** A number in the language of the page. */
export function formatNumber(value: number, decimals = decimalsOf(value)): string {
  return numberText(value, language.value, decimals);
}
