import { played } from "../data/played.ts";
import { isRoomHere } from "../data/rooms-here.ts";
import { isLookReduced, planView, sceneLook, screen, treeOpen } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { HiddenLabels } from "./hidden-labels.tsx";
import { LayerMenu } from "./layer-menu.tsx";

/** What can be done with the picture, and what it shows. */
export function SceneButtons({ onOverview }: { onOverview: () => void }) {
  return (
    <div class="scene-buttons">
      <button type="button" class="button small" aria-haspopup="dialog" onClick={() => (treeOpen.value = true)}>
        ☰ {t("scene.tree")}
      </button>
      <button
        type="button"
        class="button small"
        aria-pressed={planView.value}
        onClick={() => (planView.value = !planView.value)}
      >
        {t(planView.value ? "scene.three" : "scene.plan")}
      </button>
      <button
        type="button"
        class="button small"
        aria-pressed={sceneLook.value === "showcase"}
        title={t(isLookReduced.value ? "scene.look-reduced" : "scene.look-title")}
        onClick={() => (sceneLook.value = sceneLook.value === "showcase" ? "operating" : "showcase")}
      >
        {t("scene.look")}
        {isLookReduced.value ? " ↓" : ""}
      </button>
      <button type="button" class="button small" onClick={onOverview}>
        {t("scene.fit")}
      </button>
      {played.value === null ? (
        <>
          {isRoomHere("layout") ? (
            <button type="button" class="button small" onClick={() => (screen.value = "layout")}>
              {t("scene.edit-layout")}
            </button>
          ) : null}
          <LayerMenu />
        </>
      ) : null}
      <HiddenLabels />
    </div>
  );
}
