import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Discover, DiscoveryAnswer, DiscoveryRequest } from "../../../contracts/path/discovery.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

/** Looks of all people together in any minute: enough for a hall, too few to scan a network. */
const MOST_A_MINUTE = 12;
const MINUTE_US = 60_000_000;

export interface DiscoveryDeps {
  /** Absent where the edge cannot discover servers. */
  readonly discover?: Discover;
  readonly journal: Pick<Journal, "record">;
  now(): Micros;
}

/** Times of the looks of the last minute. */
export type Looks = Micros[];

/**
 * Looks at a server and records the address. Throws EdgeError `forbidden`, `bad-request`, `conflict` while another look
 * runs, `unavailable`, also when there were too many in the last minute.
 */
export async function lookAtServer(
  { discover, journal, now }: DiscoveryDeps,
  caller: Caller,
  { request, looks }: { readonly request: DiscoveryRequest; readonly looks: Looks },
): Promise<DiscoveryAnswer> {
  demand(caller, "POST /api/v1/discovery");
  const act = { principal: principalFrom(caller), action: "discovery.look", target: request.endpoint };
  return await onRecord(journal, act, async () => {
    if (discover === undefined) throw new EdgeError("unavailable", "This edge has no OPC UA discovery.");
    count(looks, now());
    return await discover(request);
  });
}

function count(looks: Looks, now: Micros): void {
  while (looks.length > 0 && (looks[0] as Micros) <= now - MINUTE_US) looks.shift();
  if (looks.length >= MOST_A_MINUTE) {
    const seconds = Math.ceil(((looks[0] as Micros) + MINUTE_US - now) / 1e6);
    throw new EdgeError("unavailable", `Many servers were looked at in the last minute; try again in ${seconds} s.`);
  }
  looks.push(now);
}
