/** Inspections: what is due, and how each task was done (rules SR20 to SR23). */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { isMissed, uncheckedOf } from "../../../contracts/records/danger-acts.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { workState } from "../../../contracts/records/work-item.ts";
import { type InspectionFacts, inspectionOf } from "../../../contracts/safety/loop-facts.ts";
import type { InspectionTask } from "../../../contracts/safety/register.ts";
import { type Caller, demand } from "../caller.ts";
import { actorOf } from "../record-actor.ts";
import { keptWork, viewOf, type WorkDeps, type WorkView } from "../work/list.ts";
import { keptSafety, type SafetyDeps } from "./register.ts";

/** Days that are counted for each task. */
export const COUNTED_DAYS = 90;
/** Open inspections in one answer. */
export const MOST_INSPECTIONS = 500;

interface InspectionView {
  readonly view: WorkView;
  readonly facts: InspectionFacts;
}

interface TaskView {
  readonly task: InspectionTask;
  /** The newest finish that left no item unchecked; null: none is known. */
  readonly doneAt: Micros | null;
  readonly doneBy: string | null;
  /** Of the inspections of the counted days whose time is over. */
  readonly done: number;
  readonly missed: number;
  /** Finished, but with items that could not be checked: neither done nor missed. */
  readonly incomplete: number;
}

export interface InspectionsView {
  /** Nobody has finished them; those that end first come first. */
  readonly open: readonly InspectionView[];
  readonly count: number;
  readonly tasks: readonly TaskView[];
}

/** Throws EdgeError `unavailable`. */
export function safetyInspections(deps: WorkDeps & SafetyDeps, caller: Caller): InspectionsView {
  demand(caller, "GET /api/v1/safety/inspections");
  const { register } = keptSafety(deps);
  const actor = actorOf(caller);
  const items = [...keptWork(deps).newestFirst()].flatMap((item) => {
    const facts = inspectionOf(item);
    return facts === undefined ? [] : [{ item, facts }];
  });
  const open = items.filter(({ item }) => isOpen(item)).sort((a, b) => a.facts.to - b.facts.to);
  const ofTask = Map.groupBy(items, ({ facts }) => facts.task);
  const since = deps.now() - COUNTED_DAYS * 86_400e6;
  return {
    open: open.slice(0, MOST_INSPECTIONS).map(({ item, facts }) => ({ view: viewOf(deps, actor, item), facts })),
    count: open.length,
    tasks: register.tasks.map((task) => taskView(task, ofTask.get(task.id) ?? [], since)),
  };
}

function isOpen(item: WorkItem): boolean {
  const state = workState(item);
  return state === "reported" || state === "planned" || state === "in-progress";
}

/** `items`: newest first. */
function taskView(
  task: InspectionTask,
  items: readonly { readonly item: WorkItem; readonly facts: InspectionFacts }[],
  since: Micros,
): TaskView {
  const counted = items.filter(({ facts }) => facts.to >= since);
  const isFinished = ({ acts }: WorkItem) => acts.some(({ kind }) => kind === "finish");
  const whole = items.filter(({ item }) => uncheckedOf(item) === 0);
  const finishes = whole.flatMap(({ item }) => item.acts.findLast(({ kind }) => kind === "finish") ?? []);
  const last = finishes.reduce<(typeof finishes)[number] | undefined>(
    (newest, one) => (newest === undefined || one.at > newest.at ? one : newest),
    undefined,
  );
  return {
    task,
    doneAt: last?.at ?? null,
    doneBy: last?.doneBy ?? last?.by.name ?? null,
    done: counted.filter(({ item }) => isFinished(item) && uncheckedOf(item) === 0).length,
    incomplete: counted.filter(({ item }) => uncheckedOf(item) > 0).length,
    missed: counted.filter(({ item }) => isMissed(item)).length,
  };
}
