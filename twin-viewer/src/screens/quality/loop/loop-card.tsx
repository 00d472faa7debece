import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { formatAge, formatNumber } from "../../../data/format.ts";
import { type LoopEntryAnswer, shareOf } from "../../../data/loop-api.ts";
import { showDefect } from "../../../data/loop-focus.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { ItemActs } from "../../../panels/work-items/item-acts.tsx";
import { percent } from "./pareto-table.tsx";

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
      {work === null ? null : <ItemActs item={work} />}
    </article>
  );
}

function Owner({ work }: { work: NonNullable<LoopEntryAnswer["work"]> }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  const { state, assignee, due, isOverdue, endedAt, reportedAt, reportedBy } = work;
  const isOver = state === "closed" || state === "rejected";
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

function Effect({ effect }: { effect: NonNullable<LoopEntryAnswer["effect"]> }) {
  const { verdict, before, after, wanted, p, fewest } = effect;
  const share = (of: typeof before) => `${of.bad}/${of.pieces} (${percent(shareOf(of))})`;
  const isShort = fewest !== null && wanted < fewest;
  return (
    <div class="loop-effect">
      {verdict === "pending" ? (
        <>
          <p>{t("loop.effect-pending", { count: after.pieces, wanted })}</p>
          <progress max={wanted} value={after.pieces} aria-label={t("loop.step-check")} />
        </>
      ) : (
        <p>
          <strong>{t(`loop.effect-${verdict}`)}</strong>
        </p>
      )}
      <small>
        {t("loop.effect-figures", {
          before: share(before),
          after: share(after),
          p: p < 0.001 ? "< 0.001" : formatNumber(p, 3),
        })}
      </small>
      {isShort && verdict !== "effective" ? <small>{t("loop.effect-few", { fewest })}</small> : null}
    </div>
  );
}
