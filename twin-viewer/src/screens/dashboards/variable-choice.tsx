import type { Variable } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { isKnownKind } from "../../../../edge/contracts/plant/kinds.ts";
import { placeTitle } from "../../data/place-title.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { t } from "../../i18n/language.ts";
import { choicesOf } from "./scope.ts";

/** Name of an asset, a kind or an area. */
export function choiceName(kind: Variable["kind"], value: string, index: PlantIndex): string {
  if (kind === "kind") return isKnownKind(value) ? t(`kind.${value}`) : value;
  return kind === "asset" ? value : placeTitle(value, index);
}

/** The choice of a dashboard's variable. */
export function VariableChoice({
  variable,
  choice,
  index,
  onChoose,
}: {
  variable: Variable;
  choice: string;
  index: PlantIndex;
  onChoose: (value: string) => void;
}) {
  const choices = choicesOf(variable.kind, index);
  const value = choice === "" ? variable.default : choice;
  return (
    <label class="page-choice">
      {t(`dashboards.${variable.kind}`)}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {(choices.includes(value) ? choices : [value, ...choices]).map((one) => (
          <option key={one} value={one}>
            {choiceName(variable.kind, one, index)}
          </option>
        ))}
      </select>
    </label>
  );
}
