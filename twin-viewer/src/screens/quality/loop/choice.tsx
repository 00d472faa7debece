import type { PlantIndex } from "../../../data/plant-index.ts";
import { local, t } from "../../../i18n/language.ts";

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly onSet: (value: Value) => void;
}

/** A named list of words, of which one is chosen. */
export function Choice<Value extends string>({ name, value, options, onSet }: ChoiceProps<Value>) {
  return (
    <label class="spc-by">
      {name}{" "}
      <select value={value} onChange={(event) => onSet(event.currentTarget.value as Value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** An area by the name that its zone has in the plant, else by its id. */
export function areaText(index: PlantIndex | null, area: string): string {
  if (area === "") return t("loop.unnamed");
  const zone = index?.plant.zones.find(({ kind, id }) => kind === "area" && id === area);
  return zone === undefined ? area : local(zone.name);
}
