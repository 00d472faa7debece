import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { ComponentAnswer } from "./maintenance-api.ts";

/** Peers that are listed. */
const MOST = 8;

/** The same component on other machines of the type, strongest evidence first. */
export function peersOf(
  one: Pick<ComponentAnswer, "assetUid" | "component">,
  all: readonly ComponentAnswer[],
  typeOf: (uid: AssetUid) => string | undefined,
): { readonly shown: readonly ComponentAnswer[]; readonly count: number } {
  const type = typeOf(one.assetUid);
  const peers = all.filter(
    ({ assetUid, component }) =>
      assetUid !== one.assetUid && component === one.component && type !== undefined && typeOf(assetUid) === type,
  );
  peers.sort((a, b) => b.evidence - a.evidence);
  return { shown: peers.slice(0, MOST), count: peers.length };
}
