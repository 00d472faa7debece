import "./inspect.css";
import type { LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import { MOST_OF_TICK } from "../../../../edge/contracts/safety/pictures.ts";
import type { TickResult } from "../../data/safety-api.ts";
import { local, t } from "../../i18n/language.ts";
import { PhotoField } from "../photos/photo-field.tsx";
import { TextField } from "../work-items/field.tsx";
import type { Inspecting } from "./use-inspection.ts";

const RESULTS = [
  ["ok", "sr.ok"],
  ["failed", "sr.not-ok"],
  ["not-checked", "sr.not-checked"],
  ["not-applicable", "sr.not-applicable"],
] as const satisfies readonly (readonly [TickResult, string])[];

/** Each item with its result, a note and photos. What is not ok asks for a word, and so does what was not checked. */
export function InspectItems({ items, doing }: { items: readonly LocalizedText[]; doing: Inspecting }) {
  const unchecked = doing.ticks.filter(({ result }) => result === "not-checked").length;
  return (
    <>
      {items.map((item, at) => (
        <Item key={at} name={local(item)} at={at} doing={doing} />
      ))}
      {unchecked === 0 ? null : (
        <p class="inspect-unchecked" role="status">
          {t("sr.unchecked", { count: unchecked })}
        </p>
      )}
    </>
  );
}

function Item({ name, at, doing }: { name: string; at: number; doing: Inspecting }) {
  const { result = null, note = "" } = doing.ticks[at] ?? {};
  const isAsked = result === "failed" || result === "not-checked";
  const ask = result === "failed" ? t("sr.wrong") : result === "not-checked" ? t("sr.why-unchecked") : t("sr.note");
  return (
    <fieldset class="inspect-item">
      <legend>{name}</legend>
      <div class="inspect-results">
        {RESULTS.map(([one, text]) => (
          <label key={one} class={result === one ? "is-chosen" : ""}>
            <input
              type="radio"
              name={`tick-${at}`}
              required
              checked={result === one}
              onChange={() => doing.set(at, { result: one })}
            />{" "}
            {t(text)}
          </label>
        ))}
      </div>
      {result === null ? null : (
        <>
          <TextField
            name={ask}
            value={note}
            most={200}
            isNeeded={isAsked}
            onSet={(text) => doing.set(at, { note: text })}
          />
          <PhotoField photos={doing.photos} slot={at} most={MOST_OF_TICK} of={name} />
        </>
      )}
    </fieldset>
  );
}
