import { formatAge } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";

/** How old an answer is; empty up to `currentMs`, or without an answer. Times in milliseconds of the edge's clock. */
export function answerAge(answer: { readonly atMs: number } | undefined, nowMs: number, currentMs: number): string {
  const ageMs = answer === undefined ? 0 : nowMs - answer.atMs;
  return ageMs > currentMs ? t("layer.old", { age: formatAge(ageMs) }) : "";
}
