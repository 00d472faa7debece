import { signal } from "@preact/signals";
import { usePlant } from "../data/context.ts";
import { selected } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import type { LabelSpec } from "../scene/labels.ts";
import { openMark } from "./register-map.ts";

/** Labels for which the picture has no room. */
export const hiddenLabels = signal<readonly LabelSpec[]>([]);

/** How many labels found no room, and on request which. */
export function HiddenLabels() {
  const index = usePlant();
  const labels = hiddenLabels.value;
  return (
    // Labels keep clear of its place even while it is empty, or it would cover one when it appears.
    <details class={`hidden-labels${labels.length === 0 ? " is-empty" : ""}`}>
      <summary class="button small" aria-label={t("layer.hidden", { count: labels.length })}>
        +{labels.length}
      </summary>
      <ul>
        {labels.map(({ key, asset: uid = key, icon, title, text, value, age }) => {
          const asset = index?.plant.assets.find(({ assetUid }) => assetUid === uid);
          const words = [text, value, age].filter((part) => part !== "").join(" · ");
          return (
            <li key={key}>
              <button
                type="button"
                disabled={asset === undefined && icon === undefined}
                onClick={() => {
                  if (icon !== undefined) openMark.value = key;
                  else selected.value = asset?.assetUid ?? null;
                }}
              >
                <strong>{title}</strong> {words}
              </button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
