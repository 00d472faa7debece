import { usePlant } from "../data/context.ts";
import { chooseLayer } from "../data/layer-choice.ts";
import { dictionaryVersion, LAYERS, layer } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { LAYER_LIST, layersOf } from "../scene/layers/list.ts";

/** What the picture shows, of all that the plant has data for. */
export function LayerMenu() {
  const index = usePlant();
  dictionaryVersion.value;
  const choices = index === null ? [layer.value] : layersOf(index);
  return (
    <select
      class="button small layer-menu"
      aria-label={t("layer.menu")}
      data-layer={layer.value}
      value={layer.value}
      onChange={({ currentTarget }) => chooseLayer(LAYERS.find((id) => id === currentTarget.value) ?? null)}
    >
      {choices.map((id) => (
        <option key={id} value={id}>
          {t(LAYER_LIST[id].name)}
        </option>
      ))}
    </select>
  );
}
