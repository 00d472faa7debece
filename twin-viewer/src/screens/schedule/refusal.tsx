import type { Failure } from "../../data/problem.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { ConfigProblems } from "../../panels/config-problems.tsx";

/** Why the edge refused a plan: each mistake with its place and what to do. */
export function Refusal({ failure }: { failure: Failure | undefined }) {
  if (failure === undefined) return null;
  const { reason, problems } = failure;
  return (
    <>
      <p class="schedule-refusal" role="alert">
        ▲ {problems.length === 0 ? reasonInWords(reason) : t("schedules.refused")}
      </p>
      <ConfigProblems list={problems} />
    </>
  );
}
