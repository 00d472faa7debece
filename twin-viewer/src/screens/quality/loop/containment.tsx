import { useState } from "preact/hooks";
import { DISPOSITIONS, type DispositionWord } from "../../../../../edge/contracts/quality/containment.ts";
import { type ContainedAnswer, fetchContainment } from "../../../data/loop-api.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { ContainedTable } from "./contained-table.tsx";
import { DispositionDialog } from "./disposition-dialog.tsx";

const REFRESH_MS = 10_000;
/** The book of causes has a decision so long after its answer. */
const TAKEN_MS = 1500;
const MOST_CHOSEN = 500;

/** Pieces under the leading cause or that of a case, where they are, and what people decided about them. */
export function Containment({ defectKey, itemUid }: { defectKey: string; itemUid: string }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [deciding, setDeciding] = useState<DispositionWord | undefined>(undefined);
  const [round, setRound] = useState(0);
  const question = useQuestion(
    `contained ${defectKey} ${itemUid} ${round}`,
    () => fetchContainment(defectKey, itemUid),
    REFRESH_MS,
  );
  const { answer } = question;
  const done = () => {
    setDeciding(undefined);
    setChosen(new Set());
    setTimeout(() => setRound((before) => before + 1), TAKEN_MS);
  };
  const undecided = (answer?.pieces ?? []).filter(({ disposition }) => disposition === null);
  return (
    <section aria-label={t("loop.contain")}>
      <h3>{t("loop.contain")}</h3>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : answer.pieces.length === 0 ? (
        <p class="empty">{t("loop.contain-none")}</p>
      ) : (
        <>
          <p class="room-advisory">
            {t(itemUid === "" ? "loop.contain-leading" : "loop.contain-case")}{" "}
            {t("loop.contain-note", { ...answer.counts })}
          </p>
          <p>{t("loop.contain-counts", { ...answer.dispositions })}</p>
          <p class="work-acts">
            <button
              type="button"
              class="button small"
              disabled={undecided.length === 0}
              onClick={() => setChosen(new Set(undecided.map(({ piece }) => piece)))}
            >
              {t("loop.choose-open")}
            </button>
            <Decisions count={chosen.size} onDecide={setDeciding} />
          </p>
          <ContainedTable pieces={answer.pieces} chosen={chosen} onChoose={setChosen} />
        </>
      )}
      {deciding === undefined ? null : (
        <DispositionDialog
          defectKey={defectKey}
          what={deciding}
          pieces={namesIn(answer?.pieces ?? [], chosen)}
          onClose={() => setDeciding(undefined)}
          onDone={done}
        />
      )}
    </section>
  );
}

function namesIn(pieces: readonly ContainedAnswer[], chosen: ReadonlySet<string>): readonly string[] {
  return pieces
    .map(({ piece }) => piece)
    .filter((piece) => chosen.has(piece))
    .slice(0, MOST_CHOSEN);
}

/** Everybody who operates may hold; what ends a hold takes a maintainer. */
function Decisions({ count, onDecide }: { count: number; onDecide: (what: DispositionWord) => void }) {
  return (
    <>
      {DISPOSITIONS.map((what) => (
        <ActButton
          key={what}
          asks={what === "hold" ? "operate" : "maintain"}
          disabled={count === 0}
          onAct={() => onDecide(what)}
        >
          {t(`loop.${what}`)}
        </ActButton>
      ))}
      <span role="status">{t("loop.chosen", { count })}</span>
    </>
  );
}
