import { useState } from "preact/hooks";
import type { ProposedTag } from "../../../../../edge/contracts/path/proposed-config.ts";
import { t } from "../../../i18n/language.ts";
import { addTag } from "./state.ts";

/** Types of values that programs declare, in the order of their use. */
const VALUE_TYPES = [
  "real",
  "int",
  "dint",
  "bool",
  "word",
  "dword",
  "byte",
  "sint",
  "usint",
  "uint",
  "udint",
  "lreal",
  "lint",
  "ulint",
  "lword",
  "time",
  "s5time",
  "ltime",
  "string",
  "wstring",
  "char",
  "wchar",
  "date",
  "tod",
  "dt",
  "dtl",
] as const;
/** An address as programs write it. */
const EXAMPLE = "DB10.DBD4";
const TEXTS: ReadonlySet<string> = new Set(["string", "wstring", "char", "wchar", "date", "tod", "dt", "dtl"]);
const TIMES: ReadonlySet<string> = new Set(["time", "s5time", "ltime"]);
const BIT = /\.[0-7]$|^[MIQEA]\d+\.[0-7]$/i;
const NUMBERED = /^[TCZ]\d+$/i;

/** A row for a tag of an S7 controller that no file declares. */
export function AddTag({ type, taken }: { readonly type: string; readonly taken: readonly ProposedTag[] }) {
  const [at, setAt] = useState("");
  const [valueType, setValueType] = useState("real");
  const [name, setName] = useState("");
  const [unit, setUnit] = useState("1");
  const address = at.trim().toUpperCase();
  const isBit = /DBX/i.test(address) || BIT.test(address);
  const isNumbered = NUMBERED.test(address);
  const own = isBit ? "bool" : isNumbered ? "" : valueType;
  const add = (event: Event): void => {
    event.preventDefault();
    if (address === "") return;
    addTag(type, tagOf({ address, valueType: own, name: name.trim(), unit: unit.trim() }, taken));
    setAt("");
    setName("");
  };
  return (
    <form class="setup-row setup-add-tag" onSubmit={add}>
      <label class="setup-label">
        {t("setup.plc-address")}
        <input
          class="setup-short"
          type="text"
          placeholder={EXAMPLE}
          maxLength={40}
          spellcheck={false}
          value={at}
          onInput={(event) => setAt(event.currentTarget.value)}
        />
      </label>
      <label class="setup-label">
        {t("setup.plc-type")}
        <select
          value={isBit ? "bool" : valueType}
          disabled={isBit || isNumbered}
          onChange={(event) => setValueType(event.currentTarget.value)}
        >
          {VALUE_TYPES.map((one) => (
            <option key={one} value={one}>
              {one.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
      <label class="setup-label">
        {t("setup.plc-name")}
        <input type="text" maxLength={120} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      {own === "bool" || TEXTS.has(own) || TIMES.has(own) ? null : (
        <label class="setup-label">
          {t("setup.unit")}
          <input
            class="setup-short"
            type="text"
            maxLength={40}
            value={unit}
            onInput={(event) => setUnit(event.currentTarget.value)}
          />
        </label>
      )}
      <button type="submit" class="button small" disabled={address === ""}>
        {t("setup.add-tag")}
      </button>
    </form>
  );
}

interface Row {
  readonly address: string;
  /** Empty for timers and counters. */
  readonly valueType: string;
  readonly name: string;
  readonly unit: string;
}

function tagOf({ address, valueType, name, unit }: Row, taken: readonly ProposedTag[]): ProposedTag {
  const type = valueType === "bool" ? "boolean" : TEXTS.has(valueType) ? "text" : "number";
  const isTime = TIMES.has(valueType) || /^T/.test(address);
  const called = name === "" ? address : name;
  return {
    signal: ownSignal(wordOf(name) || wordOf(address) || "value", taken),
    name: { zh: called, en: called },
    type,
    ...(type === "number" ? { unit: isTime ? "ms" : unit || "1" } : {}),
    binding: { at: address, ...(valueType === "" || valueType === "bool" ? {} : { type: valueType }) },
  };
}

/** Lower-case letters, digits and hyphens. */
function wordOf(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 56)
    .replace(/-+$/, "");
}

function ownSignal(wanted: string, taken: readonly ProposedTag[]): string {
  const signals = new Set(taken.filter(({ component }) => component === undefined).map(({ signal }) => signal));
  let own = wanted;
  for (let n = 2; signals.has(own); n++) own = `${wanted}-${n}`;
  return own;
}
