import type { TagUid } from "../../../edge/contracts/plant/tag.ts";
import { openInExplore } from "../data/explore-link.ts";
import { t } from "../i18n/language.ts";

/** Opens a tag as a curve in the explore room. */
export function ExploreButton({ tag, name }: { tag: TagUid; name: string }) {
  const title = t("explore.open-name", { name });
  return (
    <button
      type="button"
      class="button small icon explore-open"
      aria-label={title}
      title={title}
      onClick={() => openInExplore({ tags: [tag] })}
    >
      <svg viewBox="0 0 16 16" class="explore-open-sign" aria-hidden="true">
        <path d="M1.5 12.5 5.5 7 9 10 14.5 3.5" />
      </svg>
    </button>
  );
}
