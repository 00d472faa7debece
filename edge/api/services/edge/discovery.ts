import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type {
  Discovery,
  DiscoveryAnswer,
  DiscoveryRequest,
  ValuesAnswer,
  ValuesRequest,
} from "../../../contracts/path/discovery.ts";
import { withoutUser } from "../../../contracts/path/peer.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

/** Looks and readings of all people together in any minute: enough for a hall, too few to scan a network. */
const MOST_LOOKS = 12;
const MOST_READINGS = 60;
const MINUTE_US = 60_000_000;

export interface DiscoveryDeps {
  /** Absent where the edge cannot discover servers. */
  readonly discovery?: Discovery;
  readonly journal: Pick<Journal, "record">;
  now(): Micros;
}

/** Times of the looks, or readings, of the last minute. */
export type Looks = Micros[];

/**
 * Looks at a server and records the address. Throws EdgeError `forbidden`, `bad-request`, `conflict` while another look
 * runs, `unavailable`, also when there were too many in the last minute.
 */
export async function lookAtServer(
  { discovery, journal, now }: DiscoveryDeps,
  caller: Caller,
  { request, looks }: { readonly request: DiscoveryRequest; readonly looks: Looks },
): Promise<DiscoveryAnswer> {
  demand(caller, "POST /api/v1/discovery");
  const act = { principal: principalFrom(caller), action: "discovery.look", target: withoutUser(request.endpoint) };
  return await onRecord(journal, act, async () => {
    count(looks, { now: now(), most: MOST_LOOKS });
    return await offered(discovery).discover(request);
  });
}

/** Reads values of tags that are not saved yet; throws and records as `lookAtServer` does. */
export async function readValues(
  { discovery, journal, now }: DiscoveryDeps,
  caller: Caller,
  { request, looks }: { readonly request: ValuesRequest; readonly looks: Looks },
): Promise<ValuesAnswer> {
  demand(caller, "POST /api/v1/discovery/values");
  const act = { principal: principalFrom(caller), action: "discovery.values", target: placeOf(request) };
  return await onRecord(journal, act, async () => {
    count(looks, { now: now(), most: MOST_READINGS });
    return await offered(discovery).values(request);
  });
}

function offered(discovery: Discovery | undefined): Discovery {
  if (discovery === undefined) throw new EdgeError("unavailable", "This edge has no discovery.");
  return discovery;
}

/** The server, for the record. */
function placeOf({ source }: ValuesRequest): string {
  const address = [source["endpoint"], source["url"], source["host"]].find(
    (one): one is string => typeof one === "string",
  );
  return `${source.kind} ${withoutUser(address ?? "")}`.trim();
}

function count(looks: Looks, { now, most }: { readonly now: Micros; readonly most: number }): void {
  while (looks.length > 0 && (looks[0] as Micros) <= now - MINUTE_US) looks.shift();
  if (looks.length >= most) {
    const seconds = Math.ceil(((looks[0] as Micros) + MINUTE_US - now) / 1e6);
    throw new EdgeError("unavailable", `Many servers were looked at in the last minute; try again in ${seconds} s.`);
  }
  looks.push(now);
}
