import { useState } from "preact/hooks";
import {
  ANNUNCIATIONS,
  columnOf,
  RESPONSE_KEYS,
  TAG_COLUMNS,
  type TagColumn,
  type TagColumnKey,
} from "../../../../../edge/contracts/plant/tag-table/columns.ts";
import type { TagRow, TagValue } from "../../../../../edge/contracts/plant/tag-table/rows.ts";
import { local, t } from "../../../i18n/language.ts";
import { changeRows } from "./state.ts";

/** The fields of a response are given together. */
const RESPONSE = "response";
const CHOICES: readonly (TagColumnKey | typeof RESPONSE)[] = [
  ...TAG_COLUMNS.map(({ key }) => key).filter((key) => !(RESPONSE_KEYS as readonly string[]).includes(key)),
  RESPONSE,
];

/** Gives all chosen tags one value in a column, or takes it away. */
export function Together({ picked }: { readonly picked: readonly TagRow[] }) {
  const [choice, setChoice] = useState<(typeof CHOICES)[number]>("high");
  const [values, setValues] = useState<Readonly<Partial<Record<TagColumnKey, TagValue>>>>({});
  const columns = (choice === RESPONSE ? RESPONSE_KEYS : [choice]).map(columnOf);
  const isComplete = columns.every(({ key }) => values[key] !== undefined);
  const isRequired = columns.some((column) => column.isRequired === true);
  const apply = (isOn: boolean): void =>
    changeRows(picked, new Map(columns.map(({ key }) => [key, isOn ? values[key] : undefined])));
  return (
    <form
      class="setup-row setup-together"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) apply(true);
      }}
    >
      <label class="page-choice">
        {t("setup.chosen", { count: picked.length })}
        <select value={choice} onChange={(event) => setChoice(event.currentTarget.value as typeof choice)}>
          {CHOICES.map((one) => (
            <option key={one} value={one}>
              {one === RESPONSE ? t("setup.response") : local(columnOf(one).head)}
            </option>
          ))}
        </select>
      </label>
      {columns.map((column) => (
        <Value
          key={column.key}
          column={column}
          value={values[column.key]}
          onValue={(value) => setValues({ ...values, [column.key]: value })}
        />
      ))}
      <button type="submit" class="button small" disabled={!isComplete}>
        {t("setup.set-limit")}
      </button>
      <button type="button" class="button small" disabled={isRequired} onClick={() => apply(false)}>
        {t("setup.clear-limit")}
      </button>
    </form>
  );
}

interface ValueProps {
  readonly column: TagColumn;
  readonly value: TagValue | undefined;
  readonly onValue: (value: TagValue | undefined) => void;
}

function Value({ column, value, onValue }: ValueProps) {
  const { kind, within: [low, high] = [undefined, undefined] } = column;
  const name = t("setup.new-value", { name: local(column.head) });
  if (kind === "word")
    return (
      <select
        class="setup-limit"
        aria-label={name}
        value={value ?? ""}
        onChange={(event) => onValue(event.currentTarget.value || undefined)}
      >
        <option value="">…</option>
        {Object.entries(ANNUNCIATIONS).map(([one, words]) => (
          <option key={one} value={one}>
            {local(words)}
          </option>
        ))}
      </select>
    );
  if (kind === "text")
    return (
      <input
        class="setup-words"
        type="text"
        maxLength={300}
        aria-label={name}
        placeholder={local(column.head)}
        value={value ?? ""}
        onInput={(event) => onValue(event.currentTarget.value.trim() === "" ? undefined : event.currentTarget.value)}
      />
    );
  return (
    <input
      class="setup-limit"
      type="number"
      step="any"
      min={low}
      max={high}
      aria-label={name}
      placeholder={local(column.head)}
      value={value ?? ""}
      onInput={({ currentTarget: { valueAsNumber } }) =>
        onValue(Number.isFinite(valueAsNumber) ? valueAsNumber : undefined)
      }
    />
  );
}
