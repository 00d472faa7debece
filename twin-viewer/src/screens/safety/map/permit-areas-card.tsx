import type { LocalizedText } from "../../../../../edge/contracts/plant/tag.ts";
import { standingAlarms } from "../../../data/asset-state.ts";
import { usePlant } from "../../../data/context.ts";
import { formatClock } from "../../../data/format.ts";
import type { PermitsAnswer } from "../../../data/permits-api.ts";
import { alerts, edgeNowMs } from "../../../data/signals.ts";
import type { Question } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { Badge } from "../../../panels/badge.tsx";
import { type PermitState, permitStates, permitWords } from "./permit-state.ts";
import { isOldAnswer } from "./permits-age.ts";

/** Permits that an area shows one by one; a wall is read from afar. */
const MOST_EACH = 3;

interface AreaPermits {
  readonly id: string;
  readonly name: LocalizedText;
  /** The most urgent first. */
  readonly states: readonly PermitState[];
}

/** Permits to work by area, also on a wall: how many, which end soon or are over, and what stands against them. */
export function PermitAreasCard({ permits }: { permits: Question<PermitsAnswer> }) {
  useSecond();
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { answer, gotMs } = permits;
  // A plant without kinds of permits has none to show.
  if (answer === undefined || (answer.kinds.length === 0 && answer.count === 0)) return null;
  const facts = { standing: standingAlarms(alerts.value), nowMs: edgeNowMs(), isOld: isOldAnswer(permits) };
  const areas = areasOf(permitStates(answer.permits, facts));
  return (
    <section class="card wall-card" aria-labelledby="wall-permits-title">
      <div class="card-head">
        <h2 id="wall-permits-title">{t("wall.permits")}</h2>
        <span class="card-note">{t("wall.compared", { time: formatClock(gotMs, zone) })}</span>
      </div>
      <AnswerNote question={permits} isCurrent={undefined} />
      {areas.length === 0 ? <p class="empty">{t("wall.permits-none")}</p> : null}
      <ul class="wall-permits">
        {areas.map(({ id, name, states }) => (
          <li key={id}>
            <strong class="wall-count">{states.filter(({ time }) => time !== "expired").length}</strong>
            <span>
              <strong>{local(name)}</strong>
              <Summary states={states} />
            </span>
            <ul>
              {states.slice(0, MOST_EACH).map((state) => (
                <li key={state.permit.work.itemUid}>
                  {state.priority === null ? null : <Badge priority={state.priority} />}{" "}
                  {`${local(state.permit.kind)} · ${permitWords(state, { nowMs: facts.nowMs, zone })}`}
                </li>
              ))}
              {states.length > MOST_EACH ? <li>{t("pm.more", { count: states.length - MOST_EACH })}</li> : null}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Counts of what needs somebody, in words. */
function Summary({ states }: { states: readonly PermitState[] }) {
  const count = (is: (state: PermitState) => boolean) => states.filter(is).length;
  const words = [
    ["wall.permits-conflict", count(({ conflicts }) => (conflicts ?? 0) > 0)],
    ["wall.permits-unknown", count(({ conflicts }) => conflicts === null)],
    ["wall.permits-over", count(({ time }) => time === "over")],
    ["wall.permits-soon", count(({ time }) => time === "soon")],
    ["wall.permits-expired", count(({ time }) => time === "expired")],
  ] as const;
  return <> {words.flatMap(([key, n]) => (n === 0 ? [] : [t(key, { count: n })])).join(" · ")}</>;
}

/** The area with the most urgent permit first. */
function areasOf(states: readonly PermitState[]): readonly AreaPermits[] {
  const byArea = Map.groupBy(states, ({ permit }) => permit.place.areaId);
  return [...byArea].map(([id, ones]) => ({
    id,
    name: ones[0]?.permit.place.area ?? { zh: id, en: id },
    states: ones,
  }));
}
