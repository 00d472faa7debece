import { type ConfigProblemAnswer, placeOf, sayProblem } from "../data/problem.ts";
import { t } from "../i18n/language.ts";

/** More are for `gemba check`. */
const MOST = 20;

/** What is wrong with the plant's config, with file, line and path, and what to do. */
export function ConfigProblems({ list }: { list: readonly ConfigProblemAnswer[] }) {
  if (list.length === 0) return null;
  return (
    <ul class="config-problems" role="alert">
      {list.slice(0, MOST).map((problem) => (
        <li key={`${placeOf(problem)} ${problem.code}`}>
          <code>{placeOf(problem)}</code>
          {sayProblem(problem)}
        </li>
      ))}
      {list.length > MOST ? <li>{t("problem.more", { count: list.length - MOST })}</li> : null}
    </ul>
  );
}
