/** Looks at agents for the API. */
import { EdgeError } from "../../../contracts/errors.ts";
import type { DiscoveryAnswer, DiscoveryRequest } from "../../../contracts/path/discovery.ts";
import { peerIn } from "../../../contracts/path/peer.ts";
import { plantFiles, proposedConfig } from "../../proposed-plant.ts";
import { reasonOfLook } from "../../reason-of-look.ts";
import { addressIn } from "./address-in.ts";
import { lookAt } from "./look-at.ts";
import { IDENTITY, plantOf } from "./plant.ts";

const MOST_NOTES = 50;

/** Throws EdgeError `bad-request`, `forbidden`, `unavailable`; an agent that does not answer is a reason. */
export async function answerOf(
  { endpoint: url, user }: DiscoveryRequest,
  networks: readonly string[],
  signal: AbortSignal,
): Promise<DiscoveryAnswer> {
  if (user !== undefined && !url.startsWith("https:"))
    throw new EdgeError("bad-request", "a password needs TLS: write https:// instead of http://");
  const address = await addressIn(url, networks);
  const login = user === undefined ? {} : { user: user.name, password: user.password };
  try {
    const found = await lookAt({ url, address, ...login }, signal);
    const plant = plantOf(found, { url, user: user?.name });
    const counts = new Map(found.types.map(({ name, tags }) => [name, tags.length]));
    return {
      endpoints: [],
      product: found.agent,
      nodes: found.items,
      assets: plant.assets.map(({ uid, label, type, name, about = "" }, i) => ({
        ...{ uid, label, type, name, root: found.assets[i]?.device ?? "" },
        ...{ models: about === "" ? [] : [about], tags: counts.get(type) ?? 0 },
      })),
      leftOut: found.leftOut.length,
      notes: found.leftOut.slice(0, MOST_NOTES),
      files: Object.fromEntries(plantFiles(plant)),
      proposal: proposedConfig(plant, IDENTITY),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { endpoints: [], reason: reasonOfLook(error, peerIn(url)) };
  }
}
