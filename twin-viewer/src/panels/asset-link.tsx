import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { assetName, whyUnnamed } from "../data/asset-name.ts";
import { usePlant } from "../data/context.ts";
import { selected } from "../data/signals.ts";

/** An asset by its label, which selects it; anything else by a text that explains it. */
export function AssetLink({ uid, class: looks = "link" }: { uid: AssetUid; class?: string }) {
  const index = usePlant();
  const name = assetName(index, uid);
  const why = whyUnnamed(index, uid);
  if (why !== undefined) {
    return (
      <span class="asset-unlisted" title={why}>
        {name}
        <span class="visually-hidden"> {why}</span>
      </span>
    );
  }
  return (
    <button type="button" class={looks} onClick={() => (selected.value = uid)}>
      {name}
    </button>
  );
}
