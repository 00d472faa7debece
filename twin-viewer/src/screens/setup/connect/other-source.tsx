import { signal } from "@preact/signals";
import { t } from "../../../i18n/language.ts";
import { type Values, valueAt } from "../edit-values.ts";
import { Form } from "../forms/form.tsx";
import { fieldOf, type Schema, sectionSchema, startOf } from "../forms/schema.ts";
import { draft, edit, schema } from "../state.ts";

/** Found by a look at the server above. */
const BY_LOOK: readonly unknown[] = ["opcua", "mtconnect", "s7"];
const NAMED = {
  "mqtt-json": "setup.source-mqtt-json",
  sparkplug: "setup.source-sparkplug",
  vda5050: "setup.source-vda5050",
  modbus: "setup.source-modbus",
} as const;

/** Place in the list of the source that is being added. */
const added = signal<number | null>(null);

/** Brokers and devices that cannot be looked through: a form asks for what their source needs. */
export function OtherSource() {
  const kinds = kindsOf(schema.value).filter(({ title }) => !BY_LOOK.includes(title));
  const list = valueAt(draft.value, ["sources"]);
  const count = Array.isArray(list) ? list.length : 0;
  const at = added.value;
  const value = at === null ? undefined : (valueAt(draft.value, ["sources", at]) as Values | undefined);
  const chosen = value === undefined ? undefined : kinds.find(({ title }) => title === value["kind"]);
  const add = (kind: Schema): void => {
    edit({ kind: "insert", path: ["sources", count], value: startOf(kind) });
    added.value = count;
  };
  return (
    <>
      <p class="setup-row">
        {t("setup.other-source")}
        {kinds.map((kind) => (
          <button key={kind.title} type="button" class="button small" onClick={() => add(kind)}>
            {nameOf(String(kind.title))}
          </button>
        ))}
      </p>
      {at === null || chosen === undefined ? null : (
        <>
          <Form schema={chosen} value={value} path={["sources", at]} label={nameOf(String(chosen.title))} />
          <p class="card-note">{t("setup.other-next")}</p>
        </>
      )}
    </>
  );
}

/** Kinds of sources, each with the schema of its form. */
function kindsOf(whole: object | null): readonly Schema[] {
  const section = sectionSchema(whole, "sources");
  const list = section === undefined ? undefined : fieldOf(section);
  const item = list?.kind === "list" ? fieldOf(list.item) : undefined;
  return item?.kind === "variants" ? item.variants : [];
}

function nameOf(kind: string): string {
  return Object.hasOwn(NAMED, kind) ? t(NAMED[kind as keyof typeof NAMED]) : kind;
}
