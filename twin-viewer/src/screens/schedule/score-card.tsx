import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { WholeSchedule } from "../../../../edge/contracts/schedule/schedules.ts";
import type { JudgedOrder, PlanError, ScheduleScore } from "../../../../edge/contracts/schedule/score.ts";
import { formatNumber, formatSigned } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { ScrolledTable } from "../../panels/scrolled-table.tsx";
import { momentOf } from "./words.ts";

const FEW = 12;
const MINUTE_MS = 60_000;

/** A schedule against what happened; what is not known is said, and is never 0. */
export function ScoreCard({ schedule: { score, judged } }: { schedule: WholeSchedule }) {
  if (score === null)
    return (
      <Shell note="">
        <p class="empty">{t("scored.not-yet")}</p>
      </Shell>
    );
  const { upTo, isFinal, unknown, source } = score;
  const note = t(isFinal ? "scored.final" : "scored.up-to", { time: momentOf(Date.parse(upTo)) });
  return (
    <Shell note={note}>
      {unknown === null ? (
        <Figures score={score} judged={judged} />
      ) : (
        <p class="room-advisory">{t(`scored.unknown-${unknown}`, { source: source ?? t("scored.a-source") })}</p>
      )}
    </Shell>
  );
}

function Shell({ note, children }: { note: string; children: ComponentChildren }) {
  return (
    <section class="card" aria-label={t("scored.title")}>
      <div class="card-head">
        <h2>{t("scored.title")}</h2>
        <p class="card-note">{note}</p>
      </div>
      {children}
    </section>
  );
}

function Figures({ score, judged }: { score: ScheduleScore; judged: readonly JudgedOrder[] }) {
  const { onTime, horizons, starts } = score;
  const share = starts.onMachine;
  return (
    <>
      <dl class="schedule-compared">
        <div>
          <dt>{t("scored.on-time")}</dt>
          <dd>{onTime.judged === 0 ? t("scored.none-yet") : t("scored.on-time-of", { ...onTime })}</dd>
        </div>
        <div>
          <dt>{t("scored.on-machine")}</dt>
          <dd>{share === null ? t("scored.none-yet") : `${formatNumber(100 * share, 0)} %`}</dd>
        </div>
      </dl>
      <ScrolledTable label={t("scored.errors")}>
        <thead>
          <tr>
            <th>{t("scored.of")}</th>
            <th class="is-number">{t("scored.judged")}</th>
            <th class="is-number">{t("scored.open")}</th>
            <th class="is-number">{t("scored.error")}</th>
            <th class="is-number">{t("scored.spread")}</th>
          </tr>
        </thead>
        <tbody>
          <ErrorRow name={t("scored.starts")} error={starts} />
          {horizons.map((one) => (
            <ErrorRow key={one.upToHours} name={horizonName(one.upToHours)} error={one} />
          ))}
        </tbody>
      </ScrolledTable>
      <Orders judged={judged} upToMs={Date.parse(score.upTo)} />
    </>
  );
}

function horizonName(hours: number | null): string {
  return hours === null ? t("scored.ends-beyond") : t("scored.ends", { hours });
}

function ErrorRow({ name, error: { judged, open, errorMin, spreadMin } }: { name: string; error: PlanError }) {
  return (
    <tr>
      <td>{name}</td>
      <td class="is-number">{judged}</td>
      <td class="is-number">{open}</td>
      <td class="is-number">{errorMin === null ? "–" : formatSigned(errorMin, 0)}</td>
      <td class="is-number">{spreadMin === null ? "–" : formatNumber(spreadMin, 0)}</td>
    </tr>
  );
}

/** The furthest from the plan first. */
function Orders({ judged, upToMs }: { judged: readonly JudgedOrder[]; upToMs: number }) {
  const [isAll, setAll] = useState(false);
  const rows = judged
    .map(({ order, due, plannedEnd, end }) => {
      const [dueMs, plannedMs] = [Date.parse(due), Date.parse(plannedEnd)];
      const endMs = end === null ? undefined : Date.parse(end);
      const isOver = endMs !== undefined || plannedMs <= upToMs;
      return {
        order,
        dueMs,
        plannedMs,
        endMs,
        byMin: isOver ? ((endMs ?? upToMs) - plannedMs) / MINUTE_MS : undefined,
      };
    })
    .filter((one) => one.byMin !== undefined)
    .sort((a, b) => Math.abs(b.byMin ?? 0) - Math.abs(a.byMin ?? 0));
  if (rows.length === 0) return null;
  return (
    <>
      <p class="card-note">{t("scored.orders")}</p>
      <ScrolledTable label={t("scored.orders")}>
        <thead>
          <tr>
            <th>{t("schedules.column-order")}</th>
            <th>{t("schedules.column-due")}</th>
            <th>{t("scored.planned-end")}</th>
            <th>{t("scored.actual-end")}</th>
            <th class="is-number">{t("scored.difference")}</th>
          </tr>
        </thead>
        <tbody>
          {(isAll ? rows : rows.slice(0, FEW)).map(({ order, dueMs, plannedMs, endMs, byMin = 0 }) => (
            <tr key={order}>
              <td>{order}</td>
              <td>{momentOf(dueMs)}</td>
              <td>{momentOf(plannedMs)}</td>
              <td>{endMs === undefined ? t("scored.not-ended") : momentOf(endMs)}</td>
              <td class="is-number">
                {endMs === undefined ? "≥ " : ""}
                {formatSigned(byMin, 0)}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrolledTable>
      {isAll || rows.length <= FEW ? null : (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          {t("schedules.orders-all", { count: rows.length })}
        </button>
      )}
    </>
  );
}
