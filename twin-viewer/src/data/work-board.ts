import { isOpenState } from "../../../edge/contracts/records/work-cycle.ts";
import { t } from "../i18n/language.ts";
import type { WorkActKind, WorkItemAnswer, WorkState } from "./maintenance-api.ts";

/** Columns of the board, in the order in which work moves through them. */
export const BOARD = ["reported", "planned", "in-progress", "finished", "closed"] as const;

/** Grades are 1 (highest) to 4; what nobody has graded comes after them. */
const UNGRADED = 5;
/** Ended items that are shown at most. */
const MOST_ENDED = 10;

/** Items by column: overdue first, then the most urgent grade, then the nearest due time; ended ones newest first. */
export function boardOf(
  items: readonly WorkItemAnswer[],
): Readonly<Record<(typeof BOARD)[number], readonly WorkItemAnswer[]>> {
  const of = (...states: readonly WorkState[]) => items.filter(({ state }) => states.includes(state)).sort(byUrgency);
  return {
    reported: of("reported"),
    planned: of("planned"),
    "in-progress": of("in-progress"),
    finished: of("finished"),
    // Rejected work is over too; its card says how it ended.
    closed: items
      .filter(({ state }) => !isOpenState(state))
      .sort((a, b) => time(b.endedAt) - time(a.endedAt))
      .slice(0, MOST_ENDED),
  };
}

/** How many items are open; `hidden`: those that the edge has beyond the page that was read. */
export function openNote(items: readonly WorkItemAnswer[], hidden: number): string {
  const shown = items.filter(({ state }) => isOpenState(state)).length;
  if (hidden === 0) return t("work.open-count", { count: shown });
  return t("work.open-newest", { count: shown + hidden, shown });
}

function byUrgency(a: WorkItemAnswer, b: WorkItemAnswer): number {
  return (
    Number(b.isOverdue) - Number(a.isOverdue) ||
    (a.grade ?? UNGRADED) - (b.grade ?? UNGRADED) ||
    (a.due === null ? Number.MAX_VALUE : time(a.due)) - (b.due === null ? Number.MAX_VALUE : time(b.due)) ||
    time(b.reportedAt) - time(a.reportedAt)
  );
}

function time(text: string | null): number {
  return text === null ? 0 : Date.parse(text);
}

/** Fields that a form asks for, and which of them an act cannot do without. */
export interface ActForm {
  readonly fields: readonly (ActForm["needs"][number] | "found" | "foundKind" | "verdict" | "replaced" | "parts")[];
  readonly needs: readonly ("assignee" | "due" | "grade" | "note" | "done")[];
}

/** The form of each kind of act; starting needs none. */
export const ACT_FORMS: Readonly<Record<WorkActKind, ActForm>> = {
  plan: { fields: ["assignee", "due", "grade", "note"], needs: ["assignee", "due", "grade"] },
  start: { fields: [], needs: [] },
  finish: { fields: ["done", "found", "verdict", "foundKind", "replaced", "parts"], needs: ["done"] },
  return: { fields: ["note"], needs: ["note"] },
  verify: { fields: ["verdict", "foundKind", "note"], needs: [] },
  reject: { fields: ["note", "verdict", "foundKind"], needs: ["note"] },
  interrupt: { fields: ["note"], needs: ["note"] },
  remark: { fields: ["note", "verdict", "foundKind"], needs: ["note"] },
};
