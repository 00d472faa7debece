import { useEffect, useRef, useState } from "preact/hooks";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { wordsOf } from "../../data/api.ts";
import { usePlant } from "../../data/context.ts";
import { liveNowMs } from "../../data/signals.ts";
import { fetchRecall, type RecallCriteria } from "../../data/trace-api.ts";
import { closeTrace, traceText } from "../../data/trace-focus.ts";
import { t } from "../../i18n/language.ts";
import { Dialog } from "../dialog.tsx";
import { Failure } from "../work-items/sending.tsx";
import { DialogHead } from "./dialog-head.tsx";
import { RecallAnswerPart, type Recalled } from "./recall-answer.tsx";
import { RecallFormPart } from "./recall-form.tsx";
import { criteriaIn, recallTextOf } from "./recall-text.ts";

/** Which customers got pieces of a lot through a machine between two times (rules TC24 to TC26). */
export function RecallDialog({ focus }: { focus: (uid: AssetUid) => void }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const text = traceText.value;
  const criteria = criteriaIn(text);
  const { recalled, failure, isAsking, ask } = useRecall();
  useEffect(() => {
    // A link repeats its question.
    if (Object.keys(criteria).length > 0) ask(criteria);
  }, [text]);
  const close = () => closeTrace("recall");
  return (
    <Dialog label={t("recall.title")} kind="trace" onClose={close}>
      <DialogHead title={t("recall.title")} onClose={close} />
      <p class="dialog-note">{t("recall.note")}</p>
      <RecallFormPart
        key={text}
        criteria={criteria}
        zone={zone}
        isAsking={isAsking}
        onAsk={(asked) => {
          const next = recallTextOf(asked);
          if (next === text) ask(asked);
          else traceText.value = next;
        }}
      />
      <Failure reason={failure} />
      {recalled === undefined ? null : <RecallAnswerPart recalled={recalled} focus={focus} />}
    </Dialog>
  );
}

function useRecall() {
  const [recalled, setRecalled] = useState<Recalled | undefined>(undefined);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const [isAsking, setAsking] = useState(false);
  /** Only the newest question's answer is shown. */
  const newest = useRef(0);
  const ask = (criteria: RecallCriteria) => {
    const mine = ++newest.current;
    const begun = performance.now();
    setAsking(true);
    setFailure(undefined);
    fetchRecall(criteria).then(
      (answer) => {
        if (mine !== newest.current) return;
        setRecalled({ criteria, answer, tookMs: performance.now() - begun, atMs: liveNowMs() });
        setAsking(false);
      },
      (error: unknown) => {
        if (mine !== newest.current) return;
        setRecalled(undefined);
        setFailure(wordsOf(error));
        setAsking(false);
      },
    );
  };
  return { recalled, failure, isAsking, ask };
}
