import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { ProductionReader, StateSpan, StopReason } from "../../../contracts/production/production.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";
import type { Range } from "../range.ts";
import { followed } from "./followed.ts";

/** Machines in one question about stops. */
export const MOST_MACHINES = 100;
/** Longest range of states: a month of 31 days in which clocks are set back. */
const MOST_US = 31 * 86_400e6 + 3_600e6;

export interface StateDeps {
  /** Absent where the edge follows no production. */
  readonly production?: ProductionReader;
}

/** States and stops of one machine, oldest first. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function statesOf(
  { production }: StateDeps,
  caller: Caller,
  { asset, from, to }: Range & { readonly asset: AssetUid },
): Promise<{
  readonly states: readonly StateSpan[];
  readonly stops: readonly StopReason[];
  readonly reasons: ProductionReader["reasons"];
}> {
  demand(caller, "GET /api/v1/states");
  const reader = followed(production);
  refuseLong({ from, to });
  const states = await reader.states(asset, from, to);
  return { states, stops: await reader.stops(asset, from, to), reasons: reader.reasons };
}

/**
 * Stops of several machines, or of all where none is named, one machine after the other, so that other questions to
 * the books get their turn in between. Throws as `statesOf`.
 */
export async function stopsOf(
  { production }: StateDeps,
  caller: Caller,
  { assets, from, to }: Range & { readonly assets: readonly AssetUid[] | undefined },
): Promise<{
  readonly stops: readonly (StopReason & { readonly assetUid: AssetUid })[];
  readonly reasons: ProductionReader["reasons"];
}> {
  demand(caller, "GET /api/v1/states/stops");
  const reader = followed(production);
  refuseLong({ from, to });
  const stops: (StopReason & { readonly assetUid: AssetUid })[] = [];
  for (const assetUid of new Set(assets ?? reader.machines.map((machine) => machine.assetUid)))
    stops.push(...(await reader.stops(assetUid, from, to)).map((stop) => ({ assetUid, ...stop })));
  return { stops, reasons: reader.reasons };
}

function refuseLong({ from, to }: Range): void {
  if (to - from > MOST_US) throw new EdgeError("bad-request", "take 31 days at most");
}

export interface ReasonDeps extends StateDeps {
  readonly journal: Pick<Journal, "record">;
  readonly plant: Pick<Plant, "assets">;
}

interface GivenReason {
  readonly asset: AssetUid;
  /** Beginning of the stop. */
  readonly from: Micros;
  /** The beginning as the caller wrote it, for the audit log. */
  readonly fromText: string;
  readonly reason: string;
  readonly comment: string | null;
}

/**
 * Sets the reason of a stop; resolves when it is on disk and in the audit log. Throws EdgeError `not-found`,
 * `bad-request`, `unavailable`, `disk`.
 */
export async function giveReason(
  { production, journal, plant }: ReasonDeps,
  caller: Caller,
  { asset, from, fromText, reason, comment }: GivenReason,
): Promise<StopReason> {
  demand(caller, "POST /api/v1/states/reason");
  const reader = followed(production);
  const codes = reader.reasons.map(({ code }) => code);
  if (!codes.includes(reason))
    throw new EdgeError(
      "bad-request",
      codes.length === 0
        ? "the config has no reasons; write some into kpis.reasons"
        : `reason must be one of ${codes.join(", ")}`,
    );
  const principal = principalFrom(caller);
  const act = {
    principal,
    action: "state.reason",
    target: `${labelOf(plant, asset)} ${fromText}`,
    before: (await stopAt(reader, asset, from))?.reason,
    after: reason,
    ...(comment === null ? {} : { reason: comment }),
  };
  return await onRecord(journal, act, () => reader.setReason(asset, from, { reason, comment, by: principal.user }));
}

async function stopAt(reader: ProductionReader, asset: AssetUid, from: Micros): Promise<StopReason | undefined> {
  if (!reader.machines.some(({ assetUid }) => assetUid === asset)) return undefined;
  return (await reader.stops(asset, from - 1, from + 1)).find((stop) => stop.from === from);
}

function labelOf({ assets }: Pick<Plant, "assets">, uid: AssetUid): string {
  return assets.find(({ assetUid }) => assetUid === uid)?.label ?? uid;
}
