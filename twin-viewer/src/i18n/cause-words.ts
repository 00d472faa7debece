/** The words of causes and of missing figures: 100 kB that a page loads apart (rule PG28). */
export { causeInWords, causeOf, isKnownCode, sentence } from "../../../edge/contracts/alerts/causes.ts";
export { missingReason } from "../../../edge/contracts/words/missing-reason.ts";
