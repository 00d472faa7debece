import { fetchLoop, type LoopEntryAnswer, type LoopStep } from "../../../data/loop-api.ts";
import { loopRound } from "../../../data/loop-focus.ts";
import { changedWork } from "../../../data/maintenance-focus.ts";
import { moment } from "../../../data/signals.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { t } from "../../../i18n/language.ts";
import { AnswerNote, NowOnly } from "../../../panels/answer-note.tsx";
import { LoopCard } from "./loop-card.tsx";

const REFRESH_MS = 10_000;
const STEPS: readonly LoopStep[] = ["defect", "containment", "cause", "action", "check", "closed"];

/** Classes of defects and cases by the step in which they wait. */
export function LoopBoard() {
  useSecond();
  // An act on a case is shown at once.
  const changes = changedWork.value.at(-1)?.atMs ?? 0;
  const question = useQuestion(`loop ${loopRound.value} ${changes}`, fetchLoop, REFRESH_MS);
  const { answer } = question;
  const entries = answer?.entries ?? [];
  const isShown = answer !== undefined && moment.value === null;
  const open = entries.filter(({ step }) => step !== "closed").length;
  const late = entries.filter(({ work }) => work?.isOverdue === true).length;
  return (
    <section class="card" aria-labelledby="loop-title">
      <div class="card-head">
        <h2 id="loop-title">{t("loop.board")}</h2>
        <span class="card-note">{isShown ? t("loop.board-count", { open, late }) : ""}</span>
      </div>
      <p class="room-advisory">{t("loop.board-advisory")}</p>
      {moment.value === null ? <AnswerNote question={question} isCurrent={answer?.isCurrent} /> : <NowOnly />}
      {isShown ? (
        <div class="work-board loop-board">
          {STEPS.map((step) => (
            <Column key={step} step={step} entries={entries.filter((entry) => entry.step === step)} />
          ))}
        </div>
      ) : null}
    </section>
  );
}

function Column({ step, entries }: { step: LoopStep; entries: readonly LoopEntryAnswer[] }) {
  const name = t(`loop.step-${step}`);
  return (
    <section class="work-column" aria-label={name}>
      <h3>
        {name} <small>{entries.length}</small>
      </h3>
      {entries.length === 0 ? <p class="empty">{t("loop.none")}</p> : null}
      <ul>
        {(step === "closed" ? entries.toReversed() : entries).map((entry) => (
          <li key={entry.work?.itemUid ?? entry.key}>
            <LoopCard entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}
