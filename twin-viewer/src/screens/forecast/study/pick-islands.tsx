import "../../../i18n/islands-catalogue.ts";
import "../../material/islands/islands.css";
import type { Island } from "../../../../../edge/contracts/production/islands.ts";
import { local, t } from "../../../i18n/language.ts";
import { Preview, usePreview } from "../../material/islands/preview.tsx";

/** The islands of the pick, and what a change to them would do now; nothing is changed here. */
export function PickIslands({ islands }: { islands: readonly Island[] }) {
  const preview = usePreview(islands, false);
  return (
    <div class="study-islands">
      <ul class="forecast-notes">
        {islands.map(({ id, name, machines, variants }) => (
          <li key={id}>
            <strong>{local(name)}</strong>: {machines.join(", ")} ← {variants.join(", ")}
          </li>
        ))}
      </ul>
      <Preview question={preview} isSame={false} />
      <p class="card-note">{t("study.islands-where")}</p>
    </div>
  );
}
