import type { LocalizedText } from "../../../../../edge/contracts/plant/tag.ts";
import { isOpenState } from "../../../../../edge/contracts/records/work-cycle.ts";
import { RISK_LEVELS } from "../../../../../edge/contracts/safety/risk.ts";
import { usePlant } from "../../../data/context.ts";
import { formatClock } from "../../../data/format.ts";
import { zoneGasWords } from "../../../data/gas.ts";
import { shownRisk } from "../../../data/live-risk.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import type { DangersAnswer, RegisterAnswer } from "../../../data/safety-api.ts";
import type { Question } from "../../../data/use-question.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { ScrolledTable } from "../../../panels/scrolled-table.tsx";
import { riskWord } from "../../../scene/layers/risk.ts";

interface AreasProps {
  readonly register: RegisterAnswer;
  readonly dangers: Question<DangersAnswer>;
}

/** Each area at a glance, also on a wall: highest hazard, live risk, open and overdue dangers. No word says "safe". */
export function AreasCard({ register, dangers }: AreasProps) {
  useSecond();
  const index = usePlant();
  if (index === null) return null;
  const rows = areaRows(register, dangers.answer, index);
  const plant = dangers.answer?.plant;
  return (
    <section class="card wall-card" aria-labelledby="wall-title">
      <div class="card-head">
        <h2 id="wall-title">{t("wall.title")}</h2>
        {dangers.gotMs === 0 ? null : (
          <span class="card-note">
            {t("wall.as-of", { time: formatClock(dangers.gotMs, index.plant.site.timeZone) })}
          </span>
        )}
      </div>
      <AnswerNote question={dangers} isCurrent={undefined} />
      <ScrolledTable label={t("wall.table")} looks="table wall-areas">
        <thead>
          <tr>
            <th>{t("wall.area")}</th>
            <th>{t("wall.hazard")}</th>
            <th>{t("wall.live")}</th>
            <th>{t("wall.open")}</th>
            <th>{t("wall.overdue")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, level, live, open, major, overdue }) => (
            <tr key={id}>
              <th scope="row">{local(name)}</th>
              <td>
                {level === undefined ? (
                  t("wall.none")
                ) : (
                  <span class={`sr-risk sr-${level}`}>
                    <span class="sr-swatch" aria-hidden="true" /> {t(`risk.${level}`)}
                  </span>
                )}
              </td>
              <td class={live.isUnknown ? "is-unknown" : ""}>{live.words}</td>
              <td>
                {open ?? "—"} {major > 0 ? <strong>{t("wall.major", { count: major })}</strong> : null}
              </td>
              <td>{open === undefined ? "—" : overdue > 0 ? <strong>{overdue}</strong> : 0}</td>
            </tr>
          ))}
          {plant === undefined ? null : (
            <tr>
              <th scope="row">{t("wall.total")}</th>
              <td />
              <td />
              <td>{plant.open}</td>
              <td>{plant.overdue}</td>
            </tr>
          )}
        </tbody>
      </ScrolledTable>
    </section>
  );
}

interface AreaRow {
  readonly id: string;
  readonly name: LocalizedText;
  readonly level: (typeof RISK_LEVELS)[number] | undefined;
  readonly live: { readonly words: string; readonly isUnknown: boolean; readonly level: number };
  readonly open: number | undefined;
  readonly major: number;
  readonly overdue: number;
}

/**
 * Areas that have a hazard, a danger, live risk, a gas detector or something unknown now: by live risk, then by hazard,
 * then by overdue dangers.
 */
export function areaRows(
  register: RegisterAnswer,
  dangers: DangersAnswer | undefined,
  index: PlantIndex,
): readonly AreaRow[] {
  const names = new Map<string, LocalizedText>();
  for (const { place } of register.hazards) names.set(place.areaId, place.area);
  for (const { areaId, area } of dangers?.areas ?? []) names.set(areaId, area);
  for (const { zone: id, level, unknown, gas = [] } of shownRisk()?.state.zones ?? []) {
    const zone = index.plant.zones.find((one) => one.id === id);
    if (zone !== undefined && (level > 0 || unknown > 0 || gas.length > 0)) names.set(id, zone.name);
  }
  const rank = ({ level }: AreaRow) => (level === undefined ? RISK_LEVELS.length : RISK_LEVELS.indexOf(level));
  return [...names]
    .map(([id, name]): AreaRow => {
      const levels = register.hazards.filter(({ place }) => place.areaId === id).map(({ level }) => level);
      const figures = dangers?.areas.find(({ areaId }) => areaId === id);
      return {
        ...{ id, name, level: RISK_LEVELS.find((level) => levels.includes(level)), live: liveOf(id, index) },
        open: dangers === undefined ? undefined : (figures?.open ?? 0),
        ...{ major: majorOf(id, dangers), overdue: figures?.overdue ?? 0 },
      };
    })
    .sort((a, b) => b.live.level - a.live.level || rank(a) - rank(b) || b.overdue - a.overdue);
}

function majorOf(id: string, dangers: DangersAnswer | undefined): number {
  const open = (dangers?.dangers ?? []).filter(({ place, work }) => place.areaId === id && isOpenState(work.state));
  return open.filter(({ work }) => work.danger.isMajor).length;
}

/** Live risk of the zone that is the area; unknown where the edge has not said it lately. */
function liveOf(id: string, index: PlantIndex): AreaRow["live"] {
  const shown = shownRisk();
  if (shown === undefined || !index.plant.zones.some((zone) => zone.id === id))
    return { words: t("wall.no-report"), isUnknown: true, level: 0 };
  if (shown.isOld) return { words: t("nearby.unknown"), isUnknown: true, level: 0 };
  const zone = shown.state.zones.find((one) => one.zone === id);
  const word = riskWord(zone?.level ?? 0);
  const unknown = zone?.unknown ?? 0;
  const words = [
    word === undefined ? t("wall.reports-none") : t(word),
    ...zoneGasWords(zone?.gas, index),
    ...(unknown > 0 ? [t("nearby.unknown-here", { count: unknown })] : []),
  ];
  return { words: words.join(" · "), isUnknown: unknown > 0, level: zone?.level ?? 0 };
}
