/** Permits, hidden dangers and overdue inspections as marks of the picture. Pure (rules SL30 and SL31). */
import type { AlertView } from "../../../../../edge/contracts/alerts/alert.ts";
import type { LocalizedText } from "../../../../../edge/contracts/plant/tag.ts";
import { isOpenState } from "../../../../../edge/contracts/records/work-cycle.ts";
import type { PermitAnswer } from "../../../data/permits-api.ts";
import type { DangersAnswer, InspectionsAnswer, PlaceAnswer } from "../../../data/safety-api.ts";
import { t } from "../../../i18n/language.ts";
import type { Mark } from "./marks.ts";
import { type PermitState, permitStates, permitWords, priorityOf } from "./permit-state.ts";

export interface WorkFacts {
  readonly permits: readonly PermitAnswer[];
  /** The permits' answer is so old that conflicts are unknown. */
  readonly isOld: boolean;
  readonly dangers: DangersAnswer | undefined;
  readonly inspections: InspectionsAnswer | undefined;
  readonly alerts: readonly AlertView[];
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
    ...{ says: permitWords(state, facts), priority: state.priority, permit: state, zone: place.zone },
    ...{ asset: place.asset, brief: permitWords(state, { ...facts, isShort: true }) },
  };
}

/** Major ones, and those whose time has passed. */
function dangerMarks({ dangers, alerts }: WorkFacts): readonly Mark[] {
  return (dangers?.dangers ?? []).flatMap(({ place, work }): Mark[] => {
    const { isMajor } = work.danger;
    if (!isOpenState(work.state) || !(isMajor || work.isOverdue)) return [];
    const says = [...(isMajor ? [t("sr.major")] : []), ...(work.isOverdue ? [t("sr.overdue")] : [])].join(" · ");
    const priority = priorityOf(alerts, (rule) => rule === `danger-overdue/${work.itemUid}`);
    const about = { key: `danger ${work.itemUid}`, kind: "danger", id: "", name: work.title } as const;
    return [{ ...placed(place), ...about, says, priority, zone: place.zone, asset: place.asset }];
  });
}

/** Inspections that are late or were missed. Resources say it themselves. */
function inspectionMarks({ inspections, alerts, nowMs }: WorkFacts): readonly Mark[] {
  return (inspections?.tasks ?? []).flatMap((task): Mark[] => {
    const rule = `inspection-missed/${task.id}`;
    const isMissed = alerts.some((alert) => alert.rule === rule && alert.clearedAt === undefined);
    const isLate = inspections?.open.some((one) => one.task === task.id && Date.parse(one.to) < nowMs) === true;
    if (task.id.startsWith("resource/") || !(isMissed || isLate)) return [];
    const priority = priorityOf(alerts, (one) => one === rule);
    const says = t(isMissed ? "map.missed" : "map.late");
    const about = { key: `inspection ${task.id}`, kind: "inspection", id: "", name: task.name } as const;
    const place = task.place === null ? NOWHERE : placed(task.place);
    return [{ ...place, ...about, says, priority, zone: task.place?.zone ?? null, asset: task.place?.asset ?? null }];
  });
}

const EMPTY: LocalizedText = { zh: "", en: "" };
/** A task of the whole plant has no place. */
const NOWHERE = { place: EMPTY, area: EMPTY, at: null };

function placed({ name, area, position }: PlaceAnswer): Pick<Mark, "place" | "area" | "at"> {
  return { place: name, area, at: position === null ? null : [position.x, position.y] };
}
