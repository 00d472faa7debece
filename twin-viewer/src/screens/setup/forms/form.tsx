import type { JSX } from "preact";
import { t } from "../../../i18n/language.ts";
import { edit } from "../state.ts";
import { ListForm, MapForm, RecordForm } from "./containers.tsx";
import { Description } from "./descriptions.tsx";
import type { FormProps } from "./form-props.ts";
import { ChoiceInput, FlagInput, LocalizedInput, NumberInput, SecretInput, TextInput } from "./inputs.tsx";
import { Problems } from "./problems.tsx";
import { fieldOf, type Schema, startOf, variantOf } from "./schema.ts";

/** The input for any part of the config, made from its schema. */
export function Form({ schema, value, path, label }: FormProps): JSX.Element {
  const field = fieldOf(schema);
  const props = { schema, value, path, label };
  switch (field.kind) {
    case "map":
      return <MapForm {...props} Part={Form} properties={field.properties} required={field.required} />;
    case "list":
      return <ListForm {...props} Part={Form} item={field.item} />;
    case "record":
      return <RecordForm {...props} Part={Form} item={field.value} />;
    case "variants":
      return <Variants {...props} variants={field.variants} />;
    case "tuple":
      return <Tuple {...props} items={field.items} />;
    default:
      return (
        <div class="setup-field">
          <Leaf {...props} />
          <Problems path={path} />
          <Description text={schema.description} />
        </div>
      );
  }
}

function Leaf(props: FormProps) {
  const field = fieldOf(props.schema);
  switch (field.kind) {
    case "choice":
      return <ChoiceInput {...props} options={field.options} />;
    case "flag":
      return <FlagInput {...props} />;
    case "number":
      return <NumberInput {...props} />;
    case "text":
      return <TextInput {...props} />;
    case "secret":
      return <SecretInput {...props} />;
    case "localized":
      return <LocalizedInput {...props} />;
    default:
      return (
        <p class="setup-label">
          {props.label} <span class="card-note">{t("setup.in-file")}</span>
        </p>
      );
  }
}

/** A choice of forms: the other forms of a value begin anew. */
function Variants({ variants, ...props }: FormProps & { readonly variants: readonly Schema[] }) {
  const index = variantOf(variants, props.value);
  const chosen = variants[index] as Schema;
  return (
    <div class="setup-variants">
      <label class="setup-label">
        {t("setup.form-of", { name: props.label })}
        <select
          value={index}
          onChange={(event) => {
            const next = variants[Number(event.currentTarget.value)] as Schema;
            edit({ kind: "set", path: props.path, value: startOf(next) });
          }}
        >
          {variants.map((variant, i) => (
            <option key={i} value={i}>
              {variantName(variant, i)}
            </option>
          ))}
        </select>
      </label>
      <Form {...props} schema={chosen} />
    </div>
  );
}

function variantName(variant: Schema, index: number): string {
  const keys = Object.keys(variant.properties ?? {});
  const name = variant.title ?? variant.const ?? (keys.length > 0 ? keys.slice(0, 3).join(", ") : variant.type);
  return String(name ?? index + 1);
}

function Tuple({ items, ...props }: FormProps & { readonly items: readonly Schema[] }) {
  const values = Array.isArray(props.value) ? (props.value as readonly unknown[]) : [];
  return (
    <fieldset class="setup-group">
      <legend>{props.label}</legend>
      <div class="setup-row">
        {items.map((item, i) => (
          <Form key={i} schema={item} value={values[i]} path={[...props.path, i]} label={String(i + 1)} />
        ))}
      </div>
    </fieldset>
  );
}
