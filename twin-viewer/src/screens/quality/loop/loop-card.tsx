import { useState } from "preact/hooks";
import { isOpenState } from "../../../../../edge/contracts/records/work-cycle.ts";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { formatAge } from "../../../data/format.ts";
import type { LoopEntryAnswer } from "../../../data/loop-api.ts";
import { showDefect } from "../../../data/loop-focus.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { isReturnFor } from "../../../data/signing-return.ts";
import { local, t } from "../../../i18n/language.ts";
import { lazyComponent } from "../../../panels/lazy.tsx";
import { ItemActs } from "../../../panels/work-items/item-acts.tsx";
import { ItemHistory } from "../../../panels/work-items/item-history.tsx";
import { Effect } from "./effect.tsx";

/** A class of defects, or a case with owner, due time, check of effect, and the acts that the user may do. */
export function LoopCard({ entry }: { entry: LoopEntryAnswer }) {
  const { key, title, step, since, bad, judged, uncontained, sentence, effect, recursOf, work, hasGroup } = entry;
  const age = since === null ? "" : t("loop.age", { age: formatAge(Math.max(0, edgeNowMs() - Date.parse(since))) });
  const isLate = work?.isOverdue === true;
  const isOver = step === "closed";
  return (
    <article class={`work-card${isLate ? " is-overdue" : ""}`} aria-label={local(title)}>
      <h4>{local(title)}</h4>
      {isOver ? null : <small>{age}</small>}
      {bad === null || judged === null || isOver ? null : <p>{t("loop.bad-of", { bad, judged })}</p>}
      {uncontained > 0 && !isOver ? (
        <p>
          <strong>{t("loop.uncontained", { count: uncontained })}</strong>
        </p>
      ) : null}
      {sentence === null || isOver ? null : <small>{local(sentence)}</small>}
      {recursOf === null ? null : <p>↻ {t("loop.recurs")}</p>}
      {work === null ? null : <Owner work={work} />}
      {effect === null ? null : <Effect effect={effect} />}
      {bad === null ? null : (
        <button type="button" class="link" onClick={() => showDefect(key, isOver || !hasGroup ? "" : work?.itemUid)}>
          {t("loop.open-defect")}
        </button>
      )}
      {work === null ? null : (
        <>
          <ItemActs item={work} />
          {work.state === "closed" ? <Record entry={entry} work={work} /> : null}
          {work.acts.length === 0 ? null : <ItemHistory acts={work.acts} />}
        </>
      )}
    </article>
  );
}

const CaseRecord = lazyComponent(async () => (await import("./case-record.tsx")).CaseRecord, { isSilent: true });

/** Opens the record of a closed case; a return from the provider finds it open. */
function Record({ entry, work }: { entry: LoopEntryAnswer; work: NonNullable<LoopEntryAnswer["work"]> }) {
  const [isOpen, setOpen] = useState(() => isReturnFor({ kind: "case", id: work.itemUid }));
  return (
    <p class="work-acts">
      <button type="button" class="button small" onClick={() => setOpen(true)}>
        {t("loop.record")}
      </button>
      {isOpen ? <CaseRecord entry={entry} work={work} onClose={() => setOpen(false)} /> : null}
    </p>
  );
}

function Owner({ work }: { work: NonNullable<LoopEntryAnswer["work"]> }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  const { state, assignee, due, isOverdue, endedAt, reportedAt, reportedBy } = work;
  const isOver = !isOpenState(state);
  return (
    <>
      {assignee === null ? null : (
        <p>
          {assignee}
          {due === null || isOver ? null : (
            <span class={isOverdue ? "is-late" : ""}>
              {" · "}
              {t("work.due", { time: at(due) })}
              {isOverdue ? ` (! ${t("work.overdue")})` : ""}
            </span>
          )}
        </p>
      )}
      {isOver && endedAt !== null ? (
        <small>
          {state === "rejected" ? `${t("loop.rejected")} · ` : ""}
          {at(endedAt)}
        </small>
      ) : reportedAt === null ? null : (
        <small>{t("work.by", { name: reportedBy.name, time: at(reportedAt) })}</small>
      )}
    </>
  );
}
