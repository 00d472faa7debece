/** Inspections that are due, and how each task was done. */
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { CONTROL_LEVELS } from "../../../contracts/safety/register.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, orNull, Text } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import { COUNTED_DAYS, MOST_INSPECTIONS, safetyInspections } from "../../services/safety/inspections.ts";
import type { SafetyDeps } from "../../services/safety/register.ts";
import type { WorkDeps } from "../../services/work/list.ts";
import { WorkEntry, workEntry } from "../work/work-entry.ts";
import { MaybeText, PlaceEntry, placeEntry } from "./register.ts";

const level = Type.Enum([...CONTROL_LEVELS]);
const Open = closed({
  task: Type.String(),
  level,
  from: MaybeTime,
  to: MaybeTime,
  items: Type.Array(Text),
  work: WorkEntry,
});
const Task = closed({
  id: Type.String(),
  name: Text,
  level,
  everyDays: Type.Integer(),
  place: orNull(PlaceEntry),
  items: Type.Integer(),
  responsible: MaybeText,
  doneAt: MaybeTime,
  doneBy: MaybeText,
  done: Type.Integer({ description: `Of the last ${COUNTED_DAYS} days.` }),
  missed: Type.Integer({ description: `Of the last ${COUNTED_DAYS} days.` }),
  incomplete: Type.Integer({
    description: `Of the last ${COUNTED_DAYS} days: finished, with items that could not be checked. Not done.`,
  }),
});

export function inspectionRoutes(
  app: Api,
  deps: WorkDeps & SafetyDeps & { readonly plant: Pick<Plant, "assets">; readonly tags: TagTable },
): void {
  const schema = {
    tags: ["safety"],
    summary: "Inspections",
    description:
      `Those that nobody has finished, ${MOST_INSPECTIONS} at most, the ones that end first on top; and each task of ` +
      "the register with how often it was done and missed. An inspection is done by `start` and `finish` of its work " +
      "item, with a tick for each item; an item that failed opens a hidden danger.",
    querystring: NoQuery,
    response: {
      200: closed({ count: Type.Integer(), open: Type.Array(Open), tasks: Type.Array(Task) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/safety/inspections", { schema }, async (request) => {
    const { open, count, tasks } = safetyInspections(deps, callerOf(request));
    return {
      count,
      open: open.map(({ view, facts }) => ({
        task: facts.task,
        level: facts.level,
        from: formatMicros(facts.from),
        to: formatMicros(facts.to),
        items: facts.items.map(({ zh, en }) => ({ zh, en })),
        work: workEntry(view, deps),
      })),
      tasks: tasks.map(({ task, doneAt, doneBy, done, missed, incomplete }) => ({
        id: task.id,
        name: { zh: task.name.zh, en: task.name.en },
        level: task.level,
        everyDays: task.everyDays,
        place: task.place === null ? null : placeEntry(task.place),
        items: task.items.length,
        responsible: task.responsible,
        doneAt: timeEntry(doneAt ?? undefined),
        ...{ doneBy, done, missed, incomplete },
      })),
    };
  });
}
