/** Looks at a controller for the API: whether it answers, and what the exports of its program declare. */
import type { DiscoveryAnswer, DiscoveryRequest } from "../../../contracts/path/discovery.ts";
import { plantFiles, proposedConfig } from "../../proposed-plant.ts";
import { reachableAddress } from "../../reachable.ts";
import { reasonOfLook } from "../../reason-of-look.ts";
import { MAX_PDU } from "../config.ts";
import { IsoLink } from "../iso-link.ts";
import { readExports } from "./tag-tables.ts";
import { IDENTITY, type S7Target, targetOf } from "./target.ts";

const ANSWER_WITHIN_MS = 3_000;
const MOST_NOTES = 50;

/** Throws EdgeError `bad-request`, `forbidden`, `unavailable`; a controller that does not answer is a reason. */
export async function answerOf(
  { endpoint, files = [], blocks = [] }: DiscoveryRequest,
  networks: readonly string[],
  signal: AbortSignal,
): Promise<DiscoveryAnswer> {
  const target = targetOf(endpoint);
  const { plant, leftOut, unnumbered } = readExports(files, { target, blocks });
  const host = await reachableAddress(target.host, target.port, { networks });
  const answer = await answerOfController(
    { target: { ...target, host }, place: `${target.host}:${target.port}` },
    signal,
  );
  const counts = new Map(plant.types.map(({ name, tags }) => [name, tags.length]));
  return {
    ...answer,
    endpoints: [],
    unnumbered,
    assets: plant.assets.map(({ uid, label, type, name, about = "" }) => ({
      ...{ uid, label, type, name, root: about, models: [], tags: counts.get(type) ?? 0 },
    })),
    leftOut: leftOut.length,
    notes: leftOut.slice(0, MOST_NOTES).map(({ reason }) => reason),
    files: plant.assets.length === 0 ? {} : Object.fromEntries(plantFiles(plant)),
    proposal: proposedConfig(plant, { keys: IDENTITY }),
  };
}

async function answerOfController(
  { target, place }: { readonly target: S7Target; readonly place: string },
  signal: AbortSignal,
): Promise<Pick<DiscoveryAnswer, "product" | "reason">> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(2 * ANSWER_WITHIN_MS)]);
    const link = await IsoLink.open({ ...target, pduSize: MAX_PDU, timeoutMs: ANSWER_WITHIN_MS }, limit);
    link.close();
    return { product: `S7, PDU ${link.pduSize}` };
  } catch (error) {
    signal.throwIfAborted();
    return { reason: reasonOfLook(error, place) };
  }
}
