/** Forms of maps, lists and named entries. */
import { useState } from "preact/hooks";
import type { ConfigPath } from "../../../../../edge/contracts/plant/config-edit.ts";
import { t } from "../../../i18n/language.ts";
import type { Values } from "../edit-values.ts";
import { edit, secretAt } from "../state.ts";
import { Description, describe } from "./descriptions.tsx";
import type { ContainerProps } from "./form-props.ts";
import { Problems } from "./problems.tsx";
import { fieldOf, itemName, type Schema, startOf } from "./schema.ts";

/** Items of a list that are drawn at once; a search or the table of tags leads to the others. */
const MOST_ITEMS = 100;

interface MapProps extends ContainerProps {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

/** Required keys and those that are set; the others can be added. */
export function MapForm({ schema, value, path, label, properties, required, Part }: MapProps) {
  const map = (value ?? {}) as Values;
  const isShown = (key: string): boolean =>
    Object.hasOwn(map, key) || required.includes(key) || secretAt([...path, key]) !== null;
  const keys = Object.keys(properties);
  const isTop = path.length <= 1;
  const body = (
    <>
      {isTop ? null : <Description text={schema.description} />}
      <Problems path={path} />
      {keys.filter(isShown).map((key) => (
        <Entry
          key={key}
          Part={Part}
          schema={properties[key] as Schema}
          value={map[key]}
          path={[...path, key]}
          label={key}
          canRemove={Object.hasOwn(map, key) && !required.includes(key)}
        />
      ))}
      <AddKey Part={Part} path={path} properties={properties} keys={keys.filter((key) => !isShown(key))} />
    </>
  );
  if (isTop) return <div class="setup-map">{body}</div>;
  return (
    <fieldset class="setup-group">
      <legend>{label}</legend>
      {body}
    </fieldset>
  );
}

/** A part with the button that takes it out. */
function Entry({ canRemove, Part, ...props }: ContainerProps & { readonly canRemove: boolean }) {
  return (
    <div class="setup-entry">
      <Part {...props} />
      {canRemove ? (
        <button
          type="button"
          class="button small icon"
          aria-label={t("setup.remove", { name: props.label })}
          onClick={() => edit({ kind: "remove", path: props.path })}
        >
          ×
        </button>
      ) : null}
    </div>
  );
}

function AddKey({
  Part,
  path,
  properties,
  keys,
}: {
  readonly path: ConfigPath;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly keys: readonly string[];
  readonly Part: ContainerProps["Part"];
}) {
  const [secret, setSecret] = useState<string | null>(null);
  if (keys.length === 0) return null;
  const add = (key: string): void => {
    const schema = properties[key] as Schema;
    // A secret comes into being when it is typed.
    if (fieldOf(schema).kind === "secret") setSecret(key);
    else edit({ kind: "set", path: [...path, key], value: startOf(schema) });
  };
  return (
    <>
      {secret === null || !keys.includes(secret) ? null : (
        <Part schema={properties[secret] as Schema} value={undefined} path={[...path, secret]} label={secret} />
      )}
      <label class="setup-add">
        {t("setup.add-field")}
        <select
          value=""
          onChange={(event) => {
            const { value } = event.currentTarget;
            event.currentTarget.value = "";
            if (value !== "") add(value);
          }}
        >
          <option value="">…</option>
          {keys.map((key) => (
            <option key={key} value={key} title={describe(properties[key]?.description ?? "")}>
              {key}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Items one below the other, closed until one is opened; a single one is open. */
export function ListForm({ value, path, label, item, Part }: ContainerProps & { readonly item: Schema }) {
  const items = Array.isArray(value) ? (value as readonly unknown[]) : [];
  const isPlain = !["map", "record", "variants", "list"].includes(fieldOf(item).kind);
  const [opened, setOpened] = useState<number | null>(items.length === 1 ? 0 : null);
  return (
    <fieldset class="setup-group">
      <legend>{label}</legend>
      <Problems path={path} />
      {items.slice(0, MOST_ITEMS).map((one, i) => {
        const at = [...path, i];
        const name = itemName(one) ?? String(i + 1);
        return isPlain ? (
          <Entry key={i} Part={Part} schema={item} value={one} path={at} label={String(i + 1)} canRemove={true} />
        ) : (
          <div key={i} class="setup-item">
            <button
              type="button"
              class="setup-toggle"
              aria-expanded={opened === i}
              onClick={() => setOpened(opened === i ? null : i)}
            >
              {name}
            </button>
            {opened === i ? (
              <>
                <Part schema={item} value={one} path={at} label={name} />
                <button
                  type="button"
                  class="button small"
                  onClick={() => {
                    setOpened(null);
                    edit({ kind: "remove", path: at });
                  }}
                >
                  {t("setup.remove", { name })}
                </button>
              </>
            ) : null}
          </div>
        );
      })}
      {items.length > MOST_ITEMS ? (
        <p class="card-note">{t("setup.more-items", { shown: MOST_ITEMS, count: items.length })}</p>
      ) : null}
      <button
        type="button"
        class="button small"
        onClick={() => {
          edit({ kind: "insert", path: [...path, items.length], value: startOf(item) });
          setOpened(items.length);
        }}
      >
        {t("setup.add-item", { name: label })}
      </button>
    </fieldset>
  );
}

/** Entries by names of the person's own, such as types. */
export function RecordForm({ value, path, label, item, Part }: ContainerProps & { readonly item: Schema }) {
  const [name, setName] = useState("");
  const map = (value ?? {}) as Values;
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <fieldset class="setup-group">
      <legend>{label}</legend>
      <Problems path={path} />
      {Object.entries(map).map(([key, one]) => {
        const at = [...path, key];
        return (
          <div key={key} class="setup-item">
            <button
              type="button"
              class="setup-toggle"
              aria-expanded={opened === key}
              onClick={() => setOpened(opened === key ? null : key)}
            >
              {key}
            </button>
            {opened === key ? (
              <>
                <Part schema={item} value={one} path={at} label={key} />
                <button type="button" class="button small" onClick={() => edit({ kind: "remove", path: at })}>
                  {t("setup.remove", { name: key })}
                </button>
              </>
            ) : null}
          </div>
        );
      })}
      <form
        class="setup-row"
        onSubmit={(event) => {
          event.preventDefault();
          const key = name.trim();
          if (key === "" || Object.hasOwn(map, key)) return;
          edit({ kind: "set", path: [...path, key], value: startOf(item) });
          setOpened(key);
          setName("");
        }}
      >
        <label class="setup-label">
          {t("setup.new-name", { name: label })}
          <input type="text" value={name} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button small" disabled={name.trim() === ""}>
          {t("setup.add")}
        </button>
      </form>
    </fieldset>
  );
}
