import type { PlannedOperation } from "../contracts/schedule/schedule.ts";
import type { KeptFloor } from "./kept-floor.ts";
import type { WorkCalendar } from "./plant/calendar.ts";

/** When a start may be moved to, ms since 1970. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * Where an operation whose planned start is lost can be made soonest without moving anything that is kept: right shift
 * on its machine, or on another that can make it. Each gap is tried at its earliest moment only, so that a later one at
 * which its fixtures are free is not found. Undefined where it could start at none of them within the span.
 */
export function rightShifted(floor: KeptFloor, planned: PlannedOperation, span: Span): PlannedOperation | undefined {
  const { optionsFrom, machineOf, workOf, names } = floor.plant;
  const operation = floor.operation(planned);
  let best: PlannedOperation | undefined;
  for (let at = optionsFrom[operation] as number; at < (optionsFrom[operation + 1] as number); at++) {
    const machine = names.machines[machineOf[at] as number] as string;
    const place = soonestOn(floor, { ...planned, machine }, workOf[at] as number, span);
    const isSooner = best === undefined || (place !== undefined && place.end < best.end);
    if (isSooner || (place?.end === best?.end && machine === planned.machine)) best = place ?? best;
  }
  return best;
}

function soonestOn(
  floor: KeptFloor,
  planned: PlannedOperation,
  work: number,
  span: Span,
): PlannedOperation | undefined {
  const machine = floor.machine(planned);
  const row = floor.row(machine);
  const there = floor.there(planned);
  if (there >= span.until) return undefined;
  const least = Math.max(span.from, there);
  for (let at = 0; at <= row.length; at++) {
    const [before, next] = [row[at - 1], row[at]];
    if (next !== undefined && next.start < least) continue;
    if (before !== undefined && before.end >= span.until && (next === undefined || next.start >= span.until))
      return undefined;
    const batch = next === undefined ? undefined : floor.batchOf(next);
    const place = behind(floor, { planned, before, there, work }, span);
    if (place !== undefined && floor.beside(place).before === before && floor.hasRoom(place)) return place;
    if (batch === undefined || batch.start >= span.until || !floor.canJoin(planned, batch)) continue;
    return { ...planned, setUpStart: batch.setUpStart, start: batch.start, end: batch.end };
  }
  return undefined;
}

/** As early as it can be behind another on its machine. */
function behind(
  floor: KeptFloor,
  of: {
    readonly planned: PlannedOperation;
    readonly before: PlannedOperation | undefined;
    readonly there: number;
    readonly work: number;
  },
  { from, until }: Span,
): PlannedOperation | undefined {
  const { planned, before, there, work } = of;
  const { calendars, isInterruptible, isSetUpAhead } = floor.plant;
  const calendar = calendars[floor.machine(planned)] as WorkCalendar;
  const free = Math.max(from, before?.end ?? 0, floor.freeFrom(planned), isSetUpAhead ? 0 : there);
  const setUp = floor.setUpBehind(before, planned);
  const isSet = setUp === 0 ? floor.seconds(free) : calendar.end(floor.seconds(free), setUp);
  const earliest = Math.max(isSet, floor.seconds(there));
  const stops = isInterruptible[floor.operation(planned)] === 1;
  const supplied = floor.supplied(planned);
  const start = stops ? calendar.begin(earliest) : calendar.fit(earliest, work, supplied);
  if (floor.ms(start) >= until) return undefined;
  const end = Math.max(stops ? calendar.end(start, work) : start + work, supplied);
  const setUpStart = setUp === 0 ? start : calendar.back(start, setUp);
  return { ...planned, setUpStart: floor.ms(setUpStart), start: floor.ms(start), end: floor.ms(end) };
}
