import { type Failure, placeOf, problemInWords } from "../../data/problem.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";

const FEW = 20;

/** Why the edge refused a plan: each mistake with its place and what to do. */
export function Refusal({ failure }: { failure: Failure | undefined }) {
  if (failure === undefined) return null;
  const { reason, problems } = failure;
  return (
    <div class="schedule-refusal" role="alert">
      <p>▲ {reasonInWords(reason)}</p>
      {problems.length === 0 ? null : (
        <ul>
          {problems.slice(0, FEW).map((one) => (
            <li key={`${placeOf(one)} ${one.code} ${one.text.en}`}>
              <code>{placeOf(one)}</code> {problemInWords(one)}
            </li>
          ))}
        </ul>
      )}
      {problems.length > FEW ? <p>{t("schedules.more-problems", { count: problems.length - FEW })}</p> : null}
    </div>
  );
}
