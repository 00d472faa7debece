import { useLayoutEffect, useRef } from "preact/hooks";
import { defectWords } from "../../../../../edge/contracts/quality/cause-words.ts";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { type DefectAnswer, fetchDefects, fetchRanking } from "../../../data/loop-api.ts";
import { isOpenDefect, openDefect, shownCase } from "../../../data/loop-focus.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { CauseList } from "./cause-list.tsx";
import { Containment } from "./containment.tsx";
import { CurvesPart } from "./curves-part.tsx";

const REFRESH_MS = 15_000;
/** The past does not change. */
const SLOW_MS = 300_000;

/** One class of defects: what goes with it, and the pieces that may have it too. */
export function DefectPage() {
  const heading = useRef<HTMLHeadingElement>(null);
  const question = useQuestion("defects", fetchDefects, REFRESH_MS);
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const defect = question.answer?.defects.find(({ key }) => isOpenDefect(key));
  useLayoutEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const title = defect === undefined ? (openDefect.value ?? "") : local(defectWords(defect));
  const isMissing = question.answer !== undefined && defect === undefined;
  return (
    <section class="card component-page loop-page" aria-labelledby="defect-title">
      <div class="card-head">
        <h2 id="defect-title" ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="button small icon" aria-label={t("loop.close")} onClick={close}>
          ×
        </button>
      </div>
      <AnswerNote question={question} isCurrent={question.answer?.isCurrent} />
      {isMissing ? <p class="empty">{t("loop.causes-few")}</p> : null}
      {defect === undefined ? null : (
        <>
          <p class="room-advisory">
            {t("loop.page-figures", {
              bad: defect.bad,
              judged: defect.judged,
              time: defect.newestAt === null ? "—" : clockOrMoment(Date.parse(defect.newestAt), zone, edgeNowMs()),
            })}
          </p>
          <Causes defect={defect} />
          <CurvesPart key={defect.key} defectKey={defect.key} />
        </>
      )}
    </section>
  );
}

/** The newest ranking; while the page shows the past, a ranking as of then, without what is known only for now. */
function Causes({ defect }: { defect: DefectAnswer }) {
  const atMs = askedAtMs();
  if (atMs !== undefined) return <PastCauses defect={defect} atMs={atMs} />;
  return (
    <>
      <CauseList defect={defect} ranking={defect.ranking} />
      {shownCase.value !== "" || (defect.ranking?.causes.length ?? 0) > 0 ? (
        <Containment key={shownCase.value} defectKey={defect.key} itemUid={shownCase.value} />
      ) : null}
    </>
  );
}

function PastCauses({ defect, atMs }: { defect: DefectAnswer; atMs: number }) {
  const question = useQuestion(`ranking ${defect.key} ${atMs}`, () => fetchRanking(defect.key, atMs), SLOW_MS);
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} />
      {question.answer === undefined ? null : <CauseList defect={defect} ranking={question.answer} />}
    </>
  );
}

/** Gives the focus back to the row that opened the page. */
function close(): void {
  document.querySelector<HTMLElement>(".loop-row[aria-expanded=true]")?.focus();
  openDefect.value = null;
}
