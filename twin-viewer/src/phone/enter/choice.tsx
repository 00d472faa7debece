import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import { local } from "../../i18n/language.ts";

interface ChoiceProps {
  readonly legend: string;
  readonly of: readonly { readonly id: string; readonly name: LocalizedText }[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** Large buttons, one of which is chosen. */
export function Choice({ legend, of, chosen, onChoose }: ChoiceProps) {
  return (
    <fieldset class="phone-actions phone-rating enter-choice">
      <legend>{legend}</legend>
      {of.map(({ id, name }) => (
        <button key={id} type="button" class="button" aria-pressed={chosen === id} onClick={() => onChoose(id)}>
          {local(name)}
        </button>
      ))}
    </fieldset>
  );
}
