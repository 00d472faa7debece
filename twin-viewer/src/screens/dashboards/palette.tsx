import { MOST_PANELS } from "../../../../edge/contracts/dashboards/grid.ts";
import { t } from "../../i18n/language.ts";
import { freePlace } from "./grid.ts";
import { isUseful, newPanel, PANEL_KINDS, sizeOf } from "./panels/list.tsx";
import type { PanelContext } from "./scope.ts";
import { changePanels, chosen, draft } from "./state.ts";

/** Kinds of panels; a press adds one at the first free place and opens its options. */
export function Palette({ context }: { context: PanelContext }) {
  const count = draft.value?.dashboard.panels.length ?? 0;
  return (
    <section class="dash-palette" aria-label={t("dashboards.palette")}>
      <h2>{t("dashboards.palette")}</h2>
      <ul>
        {PANEL_KINDS.filter((kind) => isUseful(kind, context)).map((kind) => (
          <li key={kind}>
            <button
              type="button"
              class="button"
              disabled={count >= MOST_PANELS}
              onClick={() =>
                changePanels((panels) => {
                  const place = freePlace(panels, sizeOf(kind));
                  if (place === undefined) return panels;
                  chosen.value = panels.length;
                  return [...panels, newPanel(kind, place, context)];
                })
              }
            >
              {t(`dashboards.kind-${kind}`)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
