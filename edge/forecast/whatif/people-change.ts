import type { OnDuty } from "../model/openings.ts";
import type { CrewPlan, ModelPlan } from "../model/plan.ts";

/** So many more people of a crew, or fewer; times in hours from the start. */
export interface MorePeople {
  readonly add: number;
  /** Id of the crew. */
  readonly of: string;
  readonly fromH: number;
  /** Absent: from then on, whenever somebody of the crew is on duty. */
  readonly hours?: number;
}

/**
 * The plan with more people on duty: from then on whenever the crew is, or in a stretch, in which those that come are
 * there at any time. Gives why it cannot be, with the remedy, where there is no such crew or it would have less than
 * nobody.
 */
export function withPeople(plan: ModelPlan, { add, of, fromH, hours }: MorePeople): ModelPlan | string {
  const { crews = [] } = plan;
  const crew = crews.find(({ id }) => id === of);
  if (crew === undefined)
    return crews.length === 0
      ? `there is no crew ${of}, because the config has none; write them in people.crews`
      : `there is no crew ${of}; write one of ${crews.map(({ id }) => id).join(", ")}`;
  if (!Number.isInteger(add)) return `${add} people; give a whole number`;
  const [from, to] = [3600 * fromH, hours === undefined ? Number.POSITIVE_INFINITY : 3600 * (fromH + hours)];
  const least = Math.min(...within(crew, from, to).filter((people) => people > 0));
  if (add < 0 && least === Number.POSITIVE_INFINITY)
    return `${add} people of ${of}, of which nobody is on duty then; give a time at which somebody is`;
  if (least + add < 0) return `${add} people of ${of}, of which ${least} are on duty; give ${-least} at least`;
  const duty = changedDuty(crew.duty, [from, to], (people) =>
    hours !== undefined ? Math.max(0, people + add) : people === 0 ? 0 : people + add,
  );
  if (hours === undefined && duty.every(([, people]) => people === 0) && least < Number.POSITIVE_INFINITY)
    return `${add} people of ${of} leave nobody, so its work would never be done; give a stretch with from and hours`;
  return { ...plan, crews: crews.map((one) => (one === crew ? { ...one, duty } : one)) };
}

/** Numbers of people on duty in a stretch. */
function within({ duty }: CrewPlan, from: number, to: number): readonly number[] {
  return duty.flatMap(([begin, people], at) =>
    begin < to && (duty[at + 1]?.[0] ?? Number.POSITIVE_INFINITY) > from ? [people] : [],
  );
}

function changedDuty(duty: OnDuty, [from, to]: readonly [number, number], make: (people: number) => number): OnDuty {
  const peopleAt = (time: number): number => duty.findLast(([begin]) => begin <= time)?.[1] ?? 0;
  const ends = to < Number.POSITIVE_INFINITY ? [from, to] : [from];
  const times = [...new Set([...duty.map(([begin]) => begin), ...ends])].sort((a, b) => a - b);
  return times.map((time) => [time, time >= from && time < to ? make(peopleAt(time)) : peopleAt(time)]);
}
