import type { DefinitionKey } from "../../../edge/contracts/words/definitions.ts";
import { defining } from "../data/help-place.ts";
import { t } from "../i18n/language.ts";

/** The name of a figure with a mark that opens its definition, which is loaded only then. */
export function Defined({ figure, name }: { figure: DefinitionKey; name: string }) {
  return (
    <span class="defined">
      {name} <InfoMark figure={figure} name={name} />
    </span>
  );
}

export function InfoMark({ figure, name }: { figure: DefinitionKey; name: string }) {
  const isOpen = defining.value?.figure === figure;
  return (
    <button
      type="button"
      class="info-mark"
      aria-label={t("help.define", { name })}
      aria-expanded={isOpen}
      onClick={({ currentTarget }) => {
        defining.value = defining.value?.mark === currentTarget ? null : { figure, mark: currentTarget };
      }}
    >
      <span aria-hidden="true">i</span>
    </button>
  );
}
