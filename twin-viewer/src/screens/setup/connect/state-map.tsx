import { useState } from "preact/hooks";
import type { ProposedTag } from "../../../../../edge/contracts/path/proposed-config.ts";
import {
  asItemState,
  ITEM_STATES,
  type StateMap,
  stateMapOf,
  suggestedStates,
} from "../../../../../edge/contracts/plant/state-map.ts";
import { local, t } from "../../../i18n/language.ts";
import { originalTag, replaceTag } from "./state.ts";

interface StateMapProps {
  readonly type: string;
  readonly index: number;
  readonly tag: ProposedTag;
}

/** Which value of the server means which state of the machine. Values have the server's names, where it gives any. */
export function StateMapForm({ type, index, tag }: StateMapProps) {
  const [value, setValue] = useState("");
  const original = originalTag(type, tag);
  const map = stateMapOf(tag) ?? suggestedStates(tag);
  const isState = stateMapOf(tag) !== undefined;
  const names = new Map((original?.labels ?? []).map(({ value: code, zh, en }) => [String(code), { zh, en }]));
  const change = (next: StateMap): void => replaceTag(type, index, asItemState(tag, next));
  const add = (): void => {
    const text = value.trim();
    if (text === "" || Object.hasOwn(map, text)) return;
    change({ ...map, [text]: 2 });
    setValue("");
  };
  return (
    <fieldset class="setup-group">
      <legend>{t("setup.state-map", { name: local(tag.name) })}</legend>
      <p class="setup-help">{t("setup.state-map-about")}</p>
      <div class="setup-states">
        {Object.entries(map).map(([code, state]) => (
          <label key={code} class="setup-label">
            {names.has(code) ? `${code} ${local(names.get(code) ?? { zh: "", en: "" })}` : code}
            <select value={state} onChange={(event) => change({ ...map, [code]: Number(event.currentTarget.value) })}>
              {ITEM_STATES.map((one) => (
                <option key={one.value} value={one.value}>
                  {local(one)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <form
        class="setup-row"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <label class="setup-label">
          {t("setup.state-value")}
          <input type="text" maxLength={64} value={value} onInput={(event) => setValue(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button small" disabled={value.trim() === ""}>
          {t("setup.add")}
        </button>
        {isState ? (
          <button
            type="button"
            class="button small"
            disabled={original === undefined}
            onClick={() => original !== undefined && replaceTag(type, index, original)}
          >
            {t("setup.no-state")}
          </button>
        ) : (
          <button
            type="button"
            class="button small primary"
            disabled={Object.keys(map).length === 0}
            onClick={() => change(map)}
          >
            {t("setup.is-state")}
          </button>
        )}
      </form>
    </fieldset>
  );
}
