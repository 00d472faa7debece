import type { FlowPlace } from "../model/flow.ts";
import { isEnough, type LearntTender, learntTime } from "./learnt.ts";
import { type Seen, unheldS } from "./seen.ts";
import { byTime } from "./stays.ts";
import { TOGETHER_S } from "./together.ts";
import { type Visit, visitKey } from "./visits.ts";

/** An exchange at a station: a piece out, a piece in, or both. */
interface Exchange {
  readonly time: number;
  readonly station: number;
  readonly out: Visit | undefined;
  readonly into: Visit | undefined;
}

/** A piece that was so many times as long on a belt as one that nothing held up has waited at its end. */
const WAITED = 1.25;

/**
 * Times of robots that tend stations. The fetch runs from the moment at which work was done, the robot had put its last
 * piece down and the next piece was waiting, to the exchange; exchanges before which the output was full are left out.
 * So are those of pieces that did not wait at the end of a belt, because nothing says when they came to it (FK59), and
 * puts for which there was no room at first (FK61).
 */
export function tendersOf(seen: Seen): readonly LearntTender[] {
  const { flow, at } = seen;
  const unheld = at.map((visits, place) => (flow.places[place]?.isBuffer === true ? 0 : unheldS(visits) || 0));
  return flow.tenders.map((label): LearntTender => {
    const stations = new Set<number>();
    const exchanges: Exchange[] = [];
    for (const [place, visits] of at.entries()) {
      const brought = visits.filter(({ by }) => by === label);
      if (brought.length === 0 || flow.places[place]?.operation === undefined) continue;
      stations.add(place);
      exchanges.push(...exchangesOf(place, brought));
    }
    const puts = at
      .flat()
      .filter(({ by, before }) => by === label && stations.has(before))
      .toSorted((a, b) => byTime(a.arrive, b.arrive));
    const fetch: number[] = [];
    const empty: number[] = [];
    const sorted = exchanges.toSorted((a, b) => byTime(a.time, b.time));
    let put = 0;
    for (const exchange of sorted) {
      while (put < puts.length && (puts[put] as Visit).arrive < exchange.time) put++;
      const lasts = fetchS(seen, unheld, exchange, puts[put - 1]?.arrive ?? 0);
      (exchange.into === undefined ? empty : fetch).push(lasts);
    }
    return {
      label,
      stations: [...stations].toSorted((a, b) => a - b),
      fetch: learntTime(fetch.filter((lasts) => lasts >= 0)),
      empty: learntTime(empty.filter((lasts) => lasts >= 0)),
      put: learntTime(puts.filter((visit) => !hadToHold(seen, visit)).map(({ taken, arrive }) => arrive - taken)),
    };
  });
}

/** How long an exchange took of a robot that was free since then; NaN: nothing says it. */
function fetchS(seen: Seen, unheld: readonly number[], { time, station, out, into }: Exchange, free: number): number {
  const waiting = into === undefined ? 0 : waitingSince(seen, into, unheld, time);
  const ready = Math.max(free, out?.end ?? 0);
  const from = Math.max(ready, waiting);
  // Where robot and station waited for the piece, nothing says when it came to the end of its belt.
  const isOnBelt = into !== undefined && (unheld[into.before] ?? 0) > 0;
  if (Number.isNaN(waiting) || (isOnBelt && ready < waiting) || (out !== undefined && isHeldUp(seen, out, from, time)))
    return Number.NaN;
  // A machine that is out cannot be loaded: that is its outage, not the robot's time.
  return time - from - seen.outages.within(seen.flow.places[station]?.label ?? "", from, time);
}

/** The time of a fetch from a place, which a piece's stay there has in it; 0 where none is known. */
export function fetchFromS({ steps }: FlowPlace, tenders: readonly LearntTender[]): number {
  const labels = steps.flatMap(({ tenders: named }) => named);
  const known = tenders.map(({ label, fetch }) => (labels.includes(label) ? fetch : null)).filter(isEnough);
  return known.length === 0 ? 0 : Math.min(...known.map(({ mean }) => mean));
}

/** `brought`: visits of one station, in order of arrival. */
function exchangesOf(station: number, brought: readonly Visit[]): readonly Exchange[] {
  return brought.flatMap((into, at): readonly Exchange[] => {
    const out = brought[at - 1];
    if (out === undefined || Number.isNaN(out.leave)) return [];
    // The finished piece leaves and the next one comes together: one exchange.
    if (Math.abs(out.leave - into.arrive) < TOGETHER_S) return [{ time: into.arrive, station, out, into }];
    return [
      { time: out.leave, station, out, into: undefined },
      { time: into.arrive, station, out: undefined, into },
    ];
  });
}

/**
 * Since when the piece waited where the robot took it. On a belt: since it came to the end, if it was there for longer
 * than the way and the fetch take; else NaN, not known.
 */
function waitingSince({ arrivedAt }: Seen, { piece, before }: Visit, unheld: readonly number[], time: number): number {
  const arrived = arrivedAt.get(visitKey(piece, before)) ?? 0;
  const least = unheld[before] ?? 0;
  if (least === 0) return arrived;
  return time - arrived > WAITED * least ? arrived + least : Number.NaN;
}

/** Whether the robot held the piece because there was no room for it: contents have it from `taken` on. */
function hadToHold({ flow, contents }: Seen, { place, taken, arrive }: Visit): boolean {
  const capacity = flow.places[place]?.capacity;
  return capacity !== undefined && contents.reaches(place, capacity + 1, taken, arrive);
}

function isHeldUp({ flow, contents }: Seen, { next }: Visit, from: number, to: number): boolean {
  const target = flow.places[next];
  if (target === undefined) return false;
  return contents.reaches(next, target.capacity ?? contents.most(next), from, to);
}
