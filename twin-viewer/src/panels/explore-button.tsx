import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { TagUid } from "../../../edge/contracts/plant/tag.ts";
import { choosingCurves, openInExplore } from "../data/explore-link.ts";
import { t } from "../i18n/language.ts";

/** Opens a tag as a curve in the explore room. */
export function ExploreButton({ tag, name }: { tag: TagUid; name: string }) {
  return <SignButton title={t("explore.open-name", { name })} onClick={() => openInExplore({ tags: [tag] })} />;
}

/** Lets the user choose curves of an asset for the explore room. */
export function CurvesButton({ asset: { assetUid: asset, label } }: { asset: Asset }) {
  return (
    <SignButton
      title={t("explore.choose-name", { name: label })}
      isDialog
      onClick={() => (choosingCurves.value = { asset })}
    />
  );
}

function SignButton(button: { title: string; isDialog?: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      class="button small icon explore-open"
      aria-label={button.title}
      aria-haspopup={button.isDialog === true ? "dialog" : undefined}
      title={button.title}
      onClick={button.onClick}
    >
      <svg viewBox="0 0 16 16" class="explore-open-sign" aria-hidden="true">
        <path d="M1.5 12.5 5.5 7 9 10 14.5 3.5" />
      </svg>
    </button>
  );
}
