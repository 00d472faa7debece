import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { blockNumbers } from "./controller.ts";
import { isLooking, look } from "./state.ts";

/** Data blocks that are drawn. */
const MOST_BLOCKS = 50;

/** Sources of TIA Portal have no numbers of data blocks: the person gives them. */
export function BlockNumbers({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <form
      class="setup-group"
      onSubmit={(event) => {
        event.preventDefault();
        void look();
      }}
    >
      <p>{t("setup.block-numbers")}</p>
      <div class="setup-row">
        {names.slice(0, MOST_BLOCKS).map((name) => (
          <label key={name} class="setup-label">
            {name}
            <input
              class="setup-short"
              type="text"
              inputMode="numeric"
              maxLength={5}
              value={blockNumbers.value[name] ?? ""}
              onInput={(event) =>
                (blockNumbers.value = { ...blockNumbers.value, [name]: event.currentTarget.value.replace(/\D/g, "") })
              }
            />
          </label>
        ))}
        <ActButton asks="discover" type="submit" class="button small" disabled={isLooking.value}>
          {t("setup.read-files-again")}
        </ActButton>
      </div>
    </form>
  );
}
