import "../../i18n/floods-catalogue.ts";
import { useEffect, useState } from "preact/hooks";
import type { DefinitionKey } from "../../../../edge/contracts/words/definitions.ts";
import { type AlarmFiguresAnswer, fetchAlarmFigures } from "../../data/api.ts";
import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { nameOfRule } from "../../data/rule-name.ts";
import { alerts, edgeNowMs, selected } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { Defined } from "../../panels/info-mark.tsx";
import { Proposals } from "./proposals.tsx";

const HOURS = 8;
const WIDTH = 336;
const HEIGHT = 56;
/** EEMUA 191: about one alarm in ten minutes can be handled; more than ten is a flood. */
const FLOOD = 10;
/** Shares of priority 1, 2 and 3 in a healthy system, percent (EEMUA 191; ISA-18.2 table 6). */
const TARGET_SHARES = ["5", "15", "80"] as const;

/** The figures of the last hours, read again whenever an alert changes. */
function useFigures(): AlarmFiguresAnswer | null {
  const [answer, setAnswer] = useState<AlarmFiguresAnswer | null>(null);
  const changed = alerts.value;
  useEffect(() => {
    let gone = false;
    void changed;
    const toMs = edgeNowMs();
    fetchAlarmFigures({ fromMs: toMs - HOURS * 3_600_000, toMs }).then(
      (figures) => {
        if (!gone) setAnswer(figures);
      },
      () => undefined, // the banner reports that the edge does not answer; the last figures stay
    );
    return () => {
      gone = true;
    };
  }, [changed]);
  return answer;
}

/** Is the alarm system itself healthy? Alarms of the last eight hours, without advisories. */
export function AlarmHealthCard() {
  const index = usePlant();
  const figures = useFigures();
  if (figures === null) return null;
  const { counts, isFlood, total, standing, chattering, fleeting, shares, topTen, perTenMinutes, most } = figures;
  const percentOf = (i: number) => Math.round(((shares?.[i] ?? 0) + (i === 2 ? (shares?.[3] ?? 0) : 0)) * 100);
  return (
    <section class="card" aria-label={t("alarm-health.title")}>
      <div class="card-head">
        <h2>{t("alarm-health.title")}</h2>
        <span class="card-note">
          {t(isFlood ? "alarm-health.flood" : "alarm-health.rate", { count: counts.at(-1) ?? 0 })}
        </span>
      </div>
      <Bars counts={counts} />
      <dl class="figures">
        <Figure name={t("alarm-health.total")} figure="alarms" value={formatNumber(total, 0)} />
        <Figure name={t("alarm-health.mean")} figure="alarm-rate" value={formatNumber(perTenMinutes, 2)} />
        <Figure name={t("alarm-health.most")} figure="alarm-peak" value={formatNumber(most, 0)} />
        <Figure name={t("alarm-health.standing")} figure="standing" value={formatNumber(standing.length, 0)} />
        <Figure name={t("alarm-health.chattering")} figure="chattering" value={formatNumber(chattering.length, 0)} />
        <Figure name={t("alarm-health.fleeting")} figure="fleeting" value={formatNumber(fleeting.length, 0)} />
        {shares === null
          ? null
          : TARGET_SHARES.map((target, i) => (
              <Figure
                key={target}
                name={t("alerts.priority", { priority: i + 1 })}
                value={t("alarm-health.share", { percent: percentOf(i), target })}
              />
            ))}
      </dl>
      {topTen.length === 0 ? null : <h3>{t("alarm-health.top")}</h3>}
      {topTen.map(({ rule, assetUid, count }) => {
        return (
          <button
            key={`${rule} ${assetUid}`}
            type="button"
            class="tag-row tag-button"
            onClick={() => (selected.value = index?.asset(assetUid)?.assetUid ?? null)}
          >
            <span class="tag-name">
              {assetName(index, assetUid)} · {index === null ? rule : nameOfRule(index, rule, assetUid)}
            </span>
            <span>{count}</span>
          </button>
        );
      })}
      <Proposals />
    </section>
  );
}

function Figure({ name, figure, value }: { name: string; figure?: DefinitionKey; value: string }) {
  return (
    <div>
      <dt>{figure === undefined ? name : <Defined figure={figure} name={name} />}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Alarms per ten minutes with the flood line. */
function Bars({ counts }: { counts: readonly number[] }) {
  const most = Math.max(FLOOD + 2, ...counts);
  const step = WIDTH / counts.length;
  const y = (count: number) => HEIGHT - (count / most) * HEIGHT;
  return (
    <svg
      class="alarm-bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t("alarm-health.bars", { most: Math.max(...counts) })}
    >
      {counts.map((count, i) => (
        <rect
          key={i}
          class="bar"
          x={i * step + 0.5}
          width={Math.max(1, step - 1)}
          y={y(count)}
          height={HEIGHT - y(count)}
        />
      ))}
      <line class="bar-limit" x1={0} x2={WIDTH} y1={y(FLOOD)} y2={y(FLOOD)} />
    </svg>
  );
}
