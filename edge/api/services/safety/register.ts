/** The register of hazards (rules SR1 to SR6). */
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type { NewWorkItem } from "../../../contracts/records/work-book.ts";
import type { SafetyReader } from "../../../contracts/safety/reader.ts";
import type { Place, Register } from "../../../contracts/safety/register.ts";
import { type Caller, demand } from "../caller.ts";

export interface SafetyDeps {
  /** Absent where the edge keeps no register. */
  readonly safety?: SafetyReader;
}

/** Throws EdgeError `unavailable`. */
export function safetyRegister(deps: SafetyDeps, caller: Caller): Register {
  demand(caller, "GET /api/v1/safety/register");
  return keptSafety(deps).register;
}

/** Throws EdgeError `unavailable`. */
export function keptSafety({ safety }: SafetyDeps): SafetyReader {
  if (safety === undefined) throw new EdgeError("unavailable", "This edge keeps no safety register.");
  return safety;
}

/** Work about a place, as a person reports it. What is at no asset is about the edge. */
export function workAt(
  { plant, now, safety }: SafetyDeps & { readonly plant: Pick<Plant, "assets">; now(): Micros },
  {
    itemUid,
    place,
    ...facts
  }: Pick<NewWorkItem, "kind" | "title" | "payload" | "cause" | "reportedBy"> & {
    readonly itemUid?: string | undefined;
    readonly place: Place;
  },
): NewWorkItem {
  const asset = plant.assets.find(({ label }) => label === place.asset);
  const edgeUid = keptSafety({ ...(safety === undefined ? {} : { safety }) }).edgeUid as AssetUid;
  return {
    ...(itemUid === undefined ? {} : { itemUid }),
    ...facts,
    about: { assetUid: asset?.assetUid ?? edgeUid },
    evidence: [],
    reportedAt: now(),
  };
}
