/** What sources and the commit log declared as lost in a span, by the historian. */
import type { EdgeEvent, GapRecord } from "../contracts/path/event-batch.ts";
import type { EventReader } from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Losses, Lost } from "./task.ts";

/** Events that are asked for at a time, and in all; beyond that what happened counts as unknown. */
const AT_A_TIME = 1_000;
const MOST = 20_000;
/** A loss stands at its beginning in the historian. Longer outages than this are not looked for. */
const REACH_US = 31 * 86_400e6;
const FIRST_REACH_US = 3_600e6;
/** Where the event before those that are missing is not known: they may be as old as this. */
const NOTICED_US = 3_600e6;

type Historian = Pick<EventReader, "events">;

interface Span {
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * Lost reports of whole sources, of links and of the log, and events that a source says are missing, which reach into
 * the span. `gap`: more were declared than can be read. `forgotten`: events of that time are not kept any more. `now`:
 * a source notices missing events by the next one that it gets, which may be long after the span.
 */
export async function lostIn(historian: Historian, span: Span, now: Micros): Promise<Losses> {
  const [begin, end] = [Math.floor(span.from), Math.ceil(span.to)];
  if (!(await hasEventsBefore(historian, begin))) return "forgotten";
  const gaps = await eventsIn(historian, "gap.declared", { from: begin - REACH_US, to: end });
  const missing = await eventsIn(historian, "events.missing", { from: begin, to: Math.max(end, Math.ceil(now)) });
  if (gaps === undefined || missing === undefined) return "gap";
  const lost = [...gaps.flatMap(lossOf), ...missing.map(missingOf)];
  return lost.filter(({ from, to }) => to >= span.from && from < span.to);
}

/** The oldest events are deleted first, so any event before an instant says that those behind it are kept. */
async function hasEventsBefore(historian: Historian, at: Micros): Promise<boolean> {
  // In steps that grow, because a plant at work has very many, and one at rest none for days.
  for (let [to, reach] = [at, FIRST_REACH_US]; to > at - REACH_US; reach *= 4) {
    const from = at - Math.min(reach, REACH_US);
    if ((await historian.events({ from, to, limit: 1 })).length > 0) return true;
    to = from;
  }
  return false;
}

/** A gap of single tags does not concern events. */
function lossOf({ payload }: EdgeEvent): readonly Lost[] {
  const { source, tagUid, from, to, reason } = payload as unknown as GapRecord;
  return tagUid === undefined ? [{ source, from, to, reason }] : [];
}

function missingOf({ time, payload }: EdgeEvent): Lost {
  const { source, since } = payload;
  const from = typeof since === "number" ? since : time - NOTICED_US;
  return { source: String(source ?? ""), from, to: time, reason: null };
}

/** Undefined where there are too many. */
async function eventsIn(historian: Historian, type: string, { from, to }: Span): Promise<EdgeEvent[] | undefined> {
  const found: EdgeEvent[] = [];
  for (let end = to; found.length < MOST; ) {
    const events = await historian.events({ from, to: end, type, limit: AT_A_TIME });
    found.push(...events);
    const oldest = events.at(-1);
    if (oldest === undefined || events.length < AT_A_TIME) return found;
    // Those of the same time may have been cut off, so they are read twice.
    if (oldest.time + 1 >= end) return undefined;
    end = oldest.time + 1;
  }
  return undefined;
}
