import { fetchSaved } from "../../data/explore-api.ts";
import { useAnswer } from "../../data/use-refresh.ts";
import { t } from "../../i18n/language.ts";
import type { FieldProps } from "./field-props.ts";
import { newPanel } from "./panels/list.tsx";

const REFRESH_MS = 60_000;

/** A saved view of the plant in place of signals: everybody who sees the dashboard may see it. */
export function ViewField({ panel, context, patch }: FieldProps) {
  const views = useAnswer("views", () => fetchSaved("views"), REFRESH_MS) ?? [];
  const value = panel.kind === "trend" ? (panel.view ?? "") : "";
  const shared = views.filter(({ scope }) => scope === "plant");
  const signals = () => {
    const fresh = newPanel("trend", panel.at, context);
    return fresh.kind === "trend" ? fresh.signals : undefined;
  };
  return (
    <label class="dash-field">
      {t("dashboards.view")}
      <select
        value={value}
        onChange={(event) => {
          const view = event.currentTarget.value;
          patch(view === "" ? { view: undefined, signals: signals() } : { view, signals: undefined });
        }}
      >
        <option value="">{t("dashboards.no-saved-view")}</option>
        {value === "" || shared.some(({ uid }) => uid === value) ? null : <option value={value}>{value}</option>}
        {shared.map(({ uid, content }) => (
          <option key={uid} value={uid}>
            {content.name}
          </option>
        ))}
      </select>
    </label>
  );
}
