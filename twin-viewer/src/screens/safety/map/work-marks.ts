/** Permits, hidden dangers and overdue inspections as marks of the picture. Pure (rules SL30 and SL31). */
import type { AlertView } from "../../../../../edge/contracts/alerts/alert.ts";
import { isOpenState } from "../../../../../edge/contracts/records/work-cycle.ts";
import type { PermitAnswer } from "../../../data/permits-api.ts";
import type { DangersAnswer, InspectionsAnswer } from "../../../data/safety-api.ts";
import { t } from "../../../i18n/language.ts";
import { type Mark, placed } from "./marks.ts";
import { type PermitState, permitStates, permitWords, priorityOf } from "./permit-state.ts";

export interface WorkFacts {
  readonly permits: readonly PermitAnswer[];
  /** The permits' answer is so old that conflicts are unknown. */
  readonly isOld: boolean;
  readonly dangers: DangersAnswer | undefined;
  readonly inspections: InspectionsAnswer | undefined;
  readonly alerts: readonly AlertView[];
  /** Those of them that are alarms and stand. */
  readonly standing: readonly AlertView[];
  readonly nowMs: number;
  /** Time zone of the site. */
  readonly zone: string;
}

/** Permits, then dangers, then inspections; within each, the most urgent first. */
export function workMarks(facts: WorkFacts): readonly Mark[] {
  const states = permitStates(facts.permits, facts);
  return [...states.map((state) => permitMark(state, facts)), ...dangerMarks(facts), ...inspectionMarks(facts)];
}

function permitMark(state: PermitState, facts: WorkFacts): Mark {
  const { kind, place, work } = state.permit;
  return {
    ...placed(place),
    ...{ key: `permit ${work.itemUid}`, kind: "permit", id: "", name: kind, title: work.title },
    ...{ says: permitWords(state, facts), priority: state.priority, permit: state },
    brief: permitWords(state, { ...facts, isShort: true }),
  };
}

/** Major ones, and those whose time has passed. */
function dangerMarks({ dangers, standing }: WorkFacts): readonly Mark[] {
  return (dangers?.dangers ?? []).flatMap(({ place, work }): Mark[] => {
    const { isMajor } = work.danger;
    if (!isOpenState(work.state) || !(isMajor || work.isOverdue)) return [];
    const says = [...(isMajor ? [t("sr.major")] : []), ...(work.isOverdue ? [t("sr.overdue")] : [])].join(" · ");
    const priority = priorityOf(standing, (rule) => rule === `danger-overdue/${work.itemUid}`);
    const about = { key: `danger ${work.itemUid}`, kind: "danger", id: "", name: work.title } as const;
    return [{ ...placed(place), ...about, says, priority }];
  });
}

/** Inspections that are late or were missed. Resources say it themselves. */
function inspectionMarks({ inspections, alerts, standing, nowMs }: WorkFacts): readonly Mark[] {
  return (inspections?.tasks ?? []).flatMap((task): Mark[] => {
    const rule = `inspection-missed/${task.id}`;
    const isMissed = alerts.some((alert) => alert.rule === rule && alert.clearedAt === undefined);
    const isLate = inspections?.open.some((one) => one.task === task.id && Date.parse(one.to) < nowMs) === true;
    if (task.id.startsWith("resource/") || !(isMissed || isLate)) return [];
    const priority = priorityOf(standing, (one) => one === rule);
    const says = t(isMissed ? "map.missed" : "map.late");
    const about = { key: `inspection ${task.id}`, kind: "inspection", id: "", name: task.name } as const;
    return [{ ...placed(task.place), ...about, says, priority }];
  });
}
