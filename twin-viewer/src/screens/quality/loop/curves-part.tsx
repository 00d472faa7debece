import { useState } from "preact/hooks";
import type { CurveChoice } from "../../../../../edge/contracts/quality/curves.ts";
import { type CurvesAnswer, fetchCurves } from "../../../data/loop-api.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { Choice } from "./choice.tsx";
import { CurvesPicture } from "./curves-picture.tsx";

/** Many curves are read for one answer. */
const SLOW_MS = 300_000;

/** Curves of good and bad pieces, asked for when somebody opens them: reading them costs the edge more than a list. */
export function CurvesPart({ defectKey }: { defectKey: string }) {
  const [isShown, setShown] = useState(false);
  return (
    <details class="loop-pieces" onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>{t("loop.curves")}</summary>
      {isShown ? <Asked defectKey={defectKey} /> : null}
    </details>
  );
}

const keyOf = ({ operation, signal }: Pick<CurveChoice, "operation" | "signal">): string => `${operation}\n${signal}`;

function Asked({ defectKey }: { defectKey: string }) {
  const [chosen, setChosen] = useState("");
  const atMs = askedAtMs();
  const [operation = "", signal = ""] = chosen.split("\n");
  const question = useQuestion(
    `curves ${defectKey} ${chosen} ${atMs ?? "now"}`,
    () => fetchCurves({ key: defectKey, operation, signal }, atMs),
    SLOW_MS,
  );
  const [choices, setChoices] = useState<readonly CurveChoice[]>([]);
  const { answer } = question;
  // The list stays while the next curve is asked for.
  if (answer !== undefined && answer.choices !== choices) setChoices(answer.choices);
  return (
    <>
      {choices.length === 0 ? null : (
        <div class="loop-filters">
          <Choice
            name={t("loop.curve")}
            value={chosen !== "" ? chosen : answer?.chosen == null ? "" : keyOf(answer.chosen)}
            options={choices.map((one) => [keyOf(one), `${one.operation} ${local(one.name)}`])}
            onSet={setChosen}
          />
        </div>
      )}
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : <Answer answer={answer} />}
    </>
  );
}

function Answer({ answer: { chosen, axis, comparison } }: { answer: CurvesAnswer }) {
  if (chosen === null || axis === null) return <p class="empty">{t("loop.curves-none")}</p>;
  if (comparison === null) return <p class="empty">{t("loop.curves-few")}</p>;
  return <CurvesPicture chosen={chosen} axis={axis} comparison={comparison} />;
}
