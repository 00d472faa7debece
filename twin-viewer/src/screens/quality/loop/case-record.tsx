import "../../../i18n/loop-catalogue.ts";
import "../../../i18n/trace-catalogue.ts";
import "../../../panels/trace/trace.css";
import type { LoopEntryAnswer } from "../../../data/loop-api.ts";
import { fetchSignatures } from "../../../data/trace-api.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { Dialog } from "../../../panels/dialog.tsx";
import { Signatures } from "../../../panels/trace/signatures.tsx";
import { ItemHistory } from "../../../panels/work-items/item-history.tsx";
import { Effect } from "./effect.tsx";

/** A closed case does not change. */
const SLOW_MS = 300_000;

interface RecordProps {
  readonly entry: LoopEntryAnswer;
  readonly work: NonNullable<LoopEntryAnswer["work"]>;
  readonly onClose: () => void;
}

/** A closed case: its cause, who did what, the check of its effect, and signatures under all of it (rule RC29). */
export function CaseRecord({ entry: { sentence, effect }, work, onClose }: RecordProps) {
  const { itemUid, title, acts } = work;
  const subject = { kind: "case", id: itemUid } as const;
  const question = useQuestion(`case ${itemUid}`, () => fetchSignatures(subject), SLOW_MS);
  const { answer } = question;
  return (
    <Dialog label={t("loop.record")} kind="trace" onClose={onClose}>
      <div class="card-head">
        <h2>{local(title)}</h2>
        <button type="button" class="button small icon" aria-label={t("loop.record-close")} onClick={onClose}>
          ×
        </button>
      </div>
      {sentence === null ? null : <p>{local(sentence)}</p>}
      {effect === null ? null : <Effect effect={effect} />}
      <ItemHistory acts={acts} />
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : <Signatures {...subject} hash={answer.hash} whyNot={null} />}
    </Dialog>
  );
}
