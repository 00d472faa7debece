import { type LearntTender, learntTime } from "./learnt.ts";
import { type Seen, TOGETHER_S, unheldS } from "./seen.ts";
import { byTime } from "./stays.ts";
import { type Visit, visitKey } from "./visits.ts";

/** An exchange at a station: a piece out, a piece in, or both. */
interface Exchange {
  readonly time: number;
  readonly station: number;
  readonly out: Visit | undefined;
  readonly into: Visit | undefined;
}

/**
 * Times of robots that tend stations. The fetch runs from the moment at which work was done, the robot had put its last
 * piece down and the next piece was waiting, to the exchange; exchanges before which the output was full are left out.
 */
export function tendersOf(seen: Seen): readonly LearntTender[] {
  const { flow, at, contents } = seen;
  const travelS = at.map((visits, place) => (flow.places[place]?.isBuffer === true ? 0 : unheldS(visits) || 0));
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
    for (const { time, station, out, into } of sorted) {
      while (put < puts.length && (puts[put] as Visit).arrive < time) put++;
      const free = puts[put - 1]?.arrive ?? 0;
      const waiting = into === undefined ? 0 : waitingSince(seen, into, travelS);
      const from = Math.max(free, waiting, out?.end ?? 0);
      if (out !== undefined && isHeldUp(seen, contents, out, from, time)) continue;
      // A machine that is out cannot be loaded: that is its outage, not the robot's time.
      const paused = seen.outages.within(flow.places[station]?.label ?? "", from, time);
      (into === undefined ? empty : fetch).push(time - from - paused);
    }
    return {
      label,
      stations: [...stations].toSorted((a, b) => a - b),
      fetch: learntTime(fetch.filter((lasts) => lasts >= 0)),
      empty: learntTime(empty.filter((lasts) => lasts >= 0)),
      put: learntTime(puts.map(({ taken, arrive }) => arrive - taken)),
    };
  });
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

/** Since when the piece waited where the robot took it; on a belt it must have come to the end. */
function waitingSince({ arrivedAt }: Seen, { piece, before }: Visit, travelS: readonly number[]): number {
  return (arrivedAt.get(visitKey(piece, before)) ?? 0) + (travelS[before] ?? 0);
}

function isHeldUp({ flow }: Seen, contents: Seen["contents"], { next }: Visit, from: number, to: number): boolean {
  const target = flow.places[next];
  if (target === undefined) return false;
  return contents.reaches(next, target.capacity ?? contents.most(next), from, to);
}
