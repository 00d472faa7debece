import { type ConfigProblemAnswer, placeOf, problemInWords } from "../data/problem.ts";
import { t } from "../i18n/language.ts";

/** `gemba check` lists the rest. */
const MOST = 20;

/**
 * The problems of the plant's config, with file, line, path and remedy. A screen reader hears the reason of the
 * refusal, which the page shows beside it, and reads this list at its own pace.
 */
export function ConfigProblems({ list }: { list: readonly ConfigProblemAnswer[] }) {
  if (list.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
    <section class="config-problems" tabIndex={0} aria-label={t("problem.list")}>
      <ul>
        {list.slice(0, MOST).map((problem, i) => (
          <li key={i}>
            <code>{placeOf(problem)}</code>
            {problemInWords(problem)}
          </li>
        ))}
      </ul>
      {/* The answer may be cut as well, so the rest is not counted. */}
      {list.length > MOST ? <p class="card-note">{t("problem.more", { count: MOST })}</p> : null}
    </section>
  );
}
