/** Inputs of single values. An empty input leaves the value to its default. */
import type { ConfigEdit } from "../../../../../edge/contracts/plant/config-edit.ts";
import { t } from "../../../i18n/language.ts";
import type { Values } from "../edit-values.ts";
import { edit, secretAt } from "../state.ts";
import type { FormProps } from "./form-props.ts";
import { Problems } from "./problems.tsx";

/** Sets a value, or removes it where the person empties the input. */
function put({ path, value: before }: FormProps, value: unknown): void {
  if (value === undefined && before === undefined) return;
  const next: ConfigEdit = value === undefined ? { kind: "remove", path } : { kind: "set", path, value };
  edit(next);
}

function unset({ schema }: FormProps): string {
  const { default: usual } = schema;
  return usual === undefined || typeof usual === "object" ? "" : t("setup.default", { value: String(usual) });
}

export function ChoiceInput(props: FormProps & { readonly options: readonly (string | number | boolean)[] }) {
  const { label, value, options } = props;
  const index = options.indexOf(value as string);
  return (
    <label class="setup-label">
      {label}
      <select
        value={index}
        onChange={(event) => {
          const at = Number(event.currentTarget.value);
          put(props, at < 0 ? undefined : options[at]);
        }}
      >
        <option value={-1}>{unset(props) || t("setup.not-set")}</option>
        {options.map((one, i) => (
          <option key={String(one)} value={i}>
            {String(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function FlagInput(props: FormProps) {
  return <ChoiceInput {...props} options={[true, false]} />;
}

export function NumberInput(props: FormProps) {
  const { label, value, schema } = props;
  return (
    <label class="setup-label">
      {label}
      <input
        type="number"
        step={schema.type === "integer" ? 1 : "any"}
        min={schema.minimum}
        max={schema.maximum}
        value={typeof value === "number" ? value : ""}
        placeholder={unset(props)}
        onChange={(event) => {
          const next = event.currentTarget.valueAsNumber;
          put(props, Number.isFinite(next) ? next : undefined);
        }}
      />
    </label>
  );
}

export function TextInput(props: FormProps) {
  const { label, value } = props;
  const shown = value === undefined || value === null ? "" : String(value);
  return (
    <label class="setup-label">
      {label}
      <input
        type="text"
        value={shown}
        placeholder={unset(props)}
        onChange={(event) => put(props, event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
      />
    </label>
  );
}

/** Never shows a secret, only that there is one. */
export function SecretInput({ label, path }: FormProps) {
  const from = secretAt(path);
  return (
    <label class="setup-label">
      {label}
      <input
        type="password"
        autocomplete="new-password"
        value=""
        placeholder={t(from === null ? "setup.secret-none" : `setup.secret-${from}`)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = "";
          if (value !== "") edit({ kind: "secret", path, value });
        }}
      />
    </label>
  );
}

/** Chinese and English side by side. */
export function LocalizedInput(props: FormProps) {
  const { label, value } = props;
  const texts = (value ?? {}) as Values;
  const change = (language: "zh" | "en", text: string) =>
    put(props, { zh: String(texts["zh"] ?? ""), en: String(texts["en"] ?? ""), [language]: text });
  return (
    <fieldset class="setup-localized">
      <legend>{label}</legend>
      {(["zh", "en"] as const).map((language) => (
        <label key={language} class="setup-label">
          {t(`setup.in-${language}`)}
          <input
            type="text"
            lang={language === "zh" ? "zh-CN" : "en"}
            value={String(texts[language] ?? "")}
            onChange={(event) => change(language, event.currentTarget.value)}
          />
          <Problems path={[...props.path, language]} />
        </label>
      ))}
    </fieldset>
  );
}
