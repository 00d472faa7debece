import { Band } from "../charts/band.tsx";
import { usePlant } from "../data/context.ts";
import { selected } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";
import { LiveValue } from "./live-value.tsx";
import { WearNote } from "./wear-note.tsx";

/** Tool life of every machine that reports it. */
export function ToolCard() {
  const index = usePlant();
  if (index === null) return null;
  const tools = index.plant.assets.flatMap((asset) => {
    const tags = index.tagsOf(asset.assetUid).filter((tag) => tag.role === "tool-life-used");
    // The card's title names the value: a machine with only one needs no name for it.
    return tags.map((tag) => ({
      asset,
      tag,
      name: tags.length === 1 ? asset.label : `${asset.label} · ${local(tag.name)}`,
    }));
  });
  if (tools.length === 0) return null;
  return (
    <section class="card" aria-label={t("maintenance.tools")}>
      <div class="card-head">
        <h2>{t("maintenance.tools")}</h2>
      </div>
      {tools.map(({ asset, tag, name }) => (
        <button
          key={tag.ref}
          type="button"
          class="tag-row tag-button with-band"
          onClick={() => (selected.value = asset.assetUid)}
        >
          <span class="tag-name">
            {name} <WearNote asset={asset.assetUid} component={tag.component} />
          </span>
          <LiveValue tag={tag.ref} />
          <Band tag={tag} />
        </button>
      ))}
    </section>
  );
}
