import { useState } from "preact/hooks";
import { SCHEDULE_FORMATS, type WholeSchedule } from "../../../../edge/contracts/schedule/schedules.ts";
import { wordsOf } from "../../data/api.ts";
import { formatMoment, formatNumber } from "../../data/format.ts";
import { deleteSchedule, scheduleFile } from "../../data/schedule-api.ts";
import { openSchedule } from "../../data/schedule-link.ts";
import { t } from "../../i18n/language.ts";
import { AskTwice } from "../../panels/ask-twice.tsx";
import { TableFiles } from "../../panels/table-files.tsx";

/** Name and figures, how far the search is, and what may be done with it. */
export function ScheduleHead({ schedule }: { schedule: WholeSchedule }) {
  const [failure, setFailure] = useState("");
  const { uid, name, state } = schedule;
  const isRunning = state === "waiting" || state === "working";
  const remove = () => {
    setFailure("");
    void deleteSchedule(uid).then(
      () => (openSchedule.value = ""),
      (error: unknown) => setFailure(wordsOf(error)),
    );
  };
  return (
    <section class="card schedule-head" aria-label={name}>
      <div class="card-head">
        <button type="button" class="button small" onClick={() => (openSchedule.value = "")}>
          ◀ {t("schedules.back")}
        </button>
        <h2>{name}</h2>
        <span class="schedule-acts">
          {state === "done" ? (
            <>
              <TableFiles
                name={name}
                formats={SCHEDULE_FORMATS}
                address={({ format, language }) => scheduleFile(uid, format, language)}
              />
              <CopyLink />
            </>
          ) : null}
          <AskTwice
            asks="schedule"
            text={t(isRunning ? "schedules.cancel" : "schedules.delete")}
            name={t(isRunning ? "schedules.cancel-named" : "schedules.delete-named", { name })}
            question={t(isRunning ? "schedules.cancel-sure" : "schedules.delete-sure")}
            sure={t(isRunning ? "schedules.cancel-yes" : "schedules.delete")}
            keep={t("schedules.keep")}
            onAct={remove}
          />
        </span>
      </div>
      {isRunning ? <Progress schedule={schedule} /> : null}
      <Figures schedule={schedule} />
      {failure === "" ? null : (
        <p class="schedule-refusal" role="alert">
          ▲ {t("schedules.not-deleted", { reason: failure })}
        </p>
      )}
    </section>
  );
}

/** How much of the search is done, and how the cost falls. */
function Progress({ schedule: { state, progress, improvements } }: { schedule: WholeSchedule }) {
  const best = improvements.at(-1);
  return (
    <div class="schedule-progress">
      <p role="status">
        {t(`schedules.${state === "waiting" ? "waiting" : "working"}`, { percent: formatNumber(100 * progress, 0) })}
      </p>
      <progress value={progress} max={1} aria-label={t("schedules.progress")} />
      {best === undefined ? null : (
        <p>{t("schedules.best", { cost: formatNumber(best.cost, 0), count: improvements.length })}</p>
      )}
      <CostCurve improvements={improvements} />
    </div>
  );
}

const [CURVE_WIDE, CURVE_HIGH] = [160, 22];

/** The least cost over the time of the search: a step down at each better schedule. */
function CostCurve({ improvements }: Pick<WholeSchedule, "improvements">) {
  const [first, last] = [improvements[0], improvements.at(-1)];
  if (first === undefined || last === undefined || improvements.length < 2) return null;
  const least = Math.min(...improvements.map(({ cost }) => cost));
  const x = (ms: number): number => (CURVE_WIDE * ms) / Math.max(1, last.afterMs);
  const y = (cost: number): number => 2 + ((CURVE_HIGH - 4) * (first.cost - cost)) / Math.max(1e-9, first.cost - least);
  const steps = improvements.map(({ afterMs, cost }) => `H${x(afterMs).toFixed(1)}V${y(cost).toFixed(1)}`);
  const text = { from: formatNumber(first.cost, 0), to: formatNumber(least, 0) };
  return (
    <svg
      class="schedule-curve"
      viewBox={`0 0 ${CURVE_WIDE} ${CURVE_HIGH}`}
      role="img"
      aria-label={t("schedules.cost-fell", text)}
    >
      <path d={`M0 ${y(first.cost)}${steps.join("")}`} />
    </svg>
  );
}

/** How good it is. */
function Figures({ schedule }: { schedule: WholeSchedule }) {
  const { late, setUpMin, end, cost, improvements, timeZone, orders, operations, schedule: made } = schedule;
  if (late === null || setUpMin === null || end === null || cost === null) return null;
  const beyond = made?.beyondHorizon.length ?? 0;
  const figures = [
    [t("schedules.late-orders"), late === 0 ? formatNumber(0, 0) : `▲ ${formatNumber(late, 0)}`],
    [t("schedules.set-up"), t("schedules.minutes", { minutes: formatNumber(setUpMin, 0) })],
    [t("schedules.all-made"), formatMoment(Date.parse(end), timeZone, false)],
    [t("schedules.cost"), formatNumber(cost, 0)],
    [t("schedules.content"), t("schedules.size", { orders, operations })],
  ];
  return (
    <div class="schedule-figures">
      <dl>
        {figures.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {improvements.length < 2 ? null : (
          <div>
            <dt>{t("schedules.search")}</dt>
            <dd>
              <CostCurve improvements={improvements} />
            </dd>
          </div>
        )}
      </dl>
      {beyond === 0 ? null : <p class="room-advisory">{t("schedules.beyond", { count: beyond })}</p>}
    </div>
  );
}

/** The address has the uid, so it is the link. */
function CopyLink() {
  const [isCopied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(window.location.href).then(() => setCopied(true));
  return (
    <>
      <button type="button" class="button small" onClick={copy}>
        {t("live.copy")}
      </button>
      <span role="status">{isCopied ? t("schedules.copied") : ""}</span>
    </>
  );
}
