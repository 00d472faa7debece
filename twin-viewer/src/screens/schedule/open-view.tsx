import { useEffect, useMemo, useState } from "preact/hooks";
import type { WholeSchedule } from "../../../../edge/contracts/schedule/schedules.ts";
import { fetchActuals, fetchSchedule } from "../../data/schedule-api.ts";
import { openSchedule } from "../../data/schedule-link.ts";
import { liveNowMs } from "../../data/signals.ts";
import { useLastAnswer, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { actualsViewOf } from "./actuals.ts";
import { ActualsNote } from "./actuals-note.tsx";
import { AgainForm } from "./again-form.tsx";
import { keepChecked } from "./check.ts";
import { keepClosedKnown } from "./closed-in-sight.ts";
import { CompareCard } from "./compare-card.tsx";
import { Gantt } from "./gantt.tsx";
import { Legend } from "./legend.tsx";
import { OperationCard } from "./operation-card.tsx";
import { OperationsTable } from "./operations-table.tsx";
import { OrdersTable } from "./orders-table.tsx";
import { type PlanView, planViewOf } from "./plan-view.ts";
import { ScheduleHead } from "./schedule-head.tsx";
import { ScoreCard } from "./score-card.tsx";
import { actuals, actualsFailure, checkFailure, plan as openedPlan, openPlan, view } from "./state.ts";
import { FilterBar, ToolBar } from "./tool-bar.tsx";

const WORKING_MS = 1_000;
const REFRESH_MS = 60_000;
/** The edge reads what happened at most once in 20 s. */
const ACTUALS_MS = 30_000;

/** The open schedule, as far as it is. */
export function OpenView({ uid }: { uid: string }) {
  const [isOpen, setOpen] = useState(true);
  const asked = useQuestion(`schedule ${uid} ${isOpen}`, () => fetchSchedule(uid), isOpen ? WORKING_MS : REFRESH_MS);
  const question = useLastAnswer(asked);
  const schedule = question.answer;
  const state = schedule === null ? "gone" : schedule?.state;
  useEffect(() => {
    if (state !== undefined && state !== "waiting" && state !== "working") setOpen(false);
  }, [state]);
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {schedule === undefined ? null : schedule === null ? <Gone /> : <Whole schedule={schedule} />}
    </>
  );
}

/** Somebody else deleted it, or the link is wrong. */
function Gone() {
  return (
    <section class="card" role="status">
      <p class="empty">{t("schedules.gone")}</p>
      <button type="button" class="button small" onClick={() => (openSchedule.value = "")}>
        {t("schedules.back")}
      </button>
    </section>
  );
}

function Whole({ schedule }: { schedule: WholeSchedule }) {
  // The plan of a made schedule does not change; it is asked for again because of its score.
  const plan = useMemo(() => planViewOf(schedule), [schedule.uid, schedule.schedule === null]);
  const former = useFormer(schedule);
  useEffect(() => {
    openPlan(plan);
    if (plan === undefined) return undefined;
    const stops = [keepChecked(), keepClosedKnown(plan)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [plan]);
  useEffect(() => () => openPlan(undefined), []);
  return (
    <>
      <ScheduleHead schedule={schedule} />
      {schedule.failure === null ? null : (
        <p class="card schedule-refusal" role="alert">
          ▲ {t("schedules.failed", { reason: schedule.failure })}
        </p>
      )}
      {plan === undefined || openedPlan.value !== plan ? null : (
        <Body schedule={schedule} plan={plan} former={former} />
      )}
    </>
  );
}

interface Side {
  readonly plan: PlanView;
  readonly schedule: WholeSchedule;
}

/** The schedule that this one was made again from; undefined without one, or once it is deleted. */
function useFormer({ from }: WholeSchedule): Side | undefined {
  const { answer } = useQuestion(
    `schedule before ${from ?? ""}`,
    async () => (from === null ? null : await fetchSchedule(from)),
    REFRESH_MS,
  );
  return useMemo(() => {
    const plan = answer === null || answer === undefined ? undefined : planViewOf(answer);
    return plan === undefined || !answer ? undefined : { plan, schedule: answer };
  }, [answer?.uid]);
}

/** Asks what became of the operations of the open plan. */
function useActuals(plan: PlanView): void {
  const { answer, failure } = useQuestion(`schedule actuals ${plan.uid}`, () => fetchActuals(plan.uid), ACTUALS_MS);
  useEffect(() => {
    actuals.value = answer === undefined ? undefined : actualsViewOf(plan, answer, liveNowMs());
    actualsFailure.value = failure ?? "";
  }, [plan, answer, failure]);
}

function Body({ schedule, plan, former }: Side & { former: Side | undefined }) {
  useActuals(plan);
  return (
    <>
      {former === undefined ? null : <CompareCard before={former} after={{ plan, schedule }} />}
      <div class="schedule-work">
        <section class="card schedule-chart" aria-label={t("gantt.chart")}>
          <div class="gantt-bars">
            <ToolBar former={former?.plan} />
            <FilterBar plan={plan} />
          </div>
          {checkFailure.value === "" ? null : (
            <p class="schedule-refusal" role="alert">
              ▲ {t("gantt.check-failed", { reason: checkFailure.value })}
            </p>
          )}
          {view.value === "chart" ? <Gantt plan={plan} /> : <OperationsTable plan={plan} />}
          <ActualsNote />
          <Legend plan={plan} />
        </section>
        <div class="schedule-side">
          <OperationCard plan={plan} />
          <AgainForm plan={plan} name={schedule.name} seconds={schedule.question.seconds} />
        </div>
      </div>
      <OrdersTable plan={plan} />
      <ScoreCard schedule={schedule} />
    </>
  );
}
