import { useEffect, useRef, useState } from "preact/hooks";
import { usePlant } from "../../data/context.ts";
import { RECALL_FIELDS, type RecallCriteria } from "../../data/trace-api.ts";
import { t } from "../../i18n/language.ts";
import { Field } from "../work-items/field.tsx";
import { type FormFault, formOf, MOST_NAME, questionOf, type RecallForm } from "./recall-text.ts";

interface Props {
  /** Filled in already. */
  readonly criteria: RecallCriteria;
  readonly zone: string;
  readonly isAsking: boolean;
  readonly onAsk: (criteria: RecallCriteria) => void;
}

/** What the pieces have in common; empty fields are any. */
export function RecallFormPart({ criteria, zone, isAsking, onAsk }: Props) {
  const labels = (usePlant()?.plant.assets ?? []).map(({ label }) => label);
  const [form, setForm] = useState<RecallForm>(() => formOf(criteria, zone));
  const element = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<FormFault | undefined>(undefined);
  useEffect(() => {
    // Whoever opens an empty form types next.
    if (Object.keys(criteria).length === 0) element.current?.querySelector("input")?.focus();
  }, []);
  const put = (field: keyof RecallForm) => (value: string) => {
    setForm({ ...form, [field]: value });
    setFault(undefined);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const asked = questionOf(form, zone);
    if (typeof asked === "string") setFault(asked);
    else onAsk(asked);
  };
  return (
    <form ref={element} class="recall-form" onSubmit={submit}>
      {RECALL_FIELDS.map((field) => (
        <TextInput
          key={field}
          name={t(`recall.${field}`)}
          value={form[field]}
          list={field === "machine" ? "recall-machines" : undefined}
          onSet={put(field)}
        />
      ))}
      <datalist id="recall-machines">
        {labels.map((label) => (
          <option key={label} value={label} />
        ))}
      </datalist>
      <TextInput
        name={t("recall.from", { zone })}
        value={form.from}
        hint={t("recall.time-form")}
        isWrong={fault === "time-wrong"}
        onSet={put("from")}
      />
      <TextInput
        name={t("recall.to", { zone })}
        value={form.to}
        hint={t("recall.time-form")}
        isWrong={fault === "time-wrong"}
        onSet={put("to")}
      />
      <p class="recall-ask">
        <button type="submit" class="button primary" disabled={isAsking}>
          {t(isAsking ? "recall.asking" : "recall.ask")}
        </button>
        {fault === undefined ? null : <span role="alert">{t(`recall.${fault}`)}</span>}
      </p>
    </form>
  );
}

interface InputProps {
  readonly name: string;
  readonly value: string;
  readonly list?: string | undefined;
  /** How to write it. */
  readonly hint?: string;
  readonly isWrong?: boolean;
  readonly onSet: (value: string) => void;
}

function TextInput({ name, value, list, hint, isWrong = false, onSet }: InputProps) {
  return (
    <Field name={name}>
      {(id) => (
        <input
          id={id}
          type="text"
          maxLength={MOST_NAME}
          autocomplete="off"
          spellcheck={false}
          {...(list === undefined ? {} : { list })}
          {...(hint === undefined ? {} : { placeholder: hint })}
          aria-invalid={isWrong}
          value={value}
          onInput={(event) => onSet(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
