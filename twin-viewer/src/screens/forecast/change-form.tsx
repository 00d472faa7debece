import type { WrittenChange, WrittenFuture } from "../../../../edge/contracts/forecast/forecasts.ts";
import type { ForecastChoicesAnswer } from "../../data/forecast-api.ts";
import { t } from "../../i18n/language.ts";
import { CHANGE_FIELDS, CHANGE_KINDS, type ChangeKind, type Field, kindOf, newChange } from "./change-fields.ts";
import { changeDraft, changeFuture, draft, MOST_CHANGES, withChange } from "./draft.ts";

type Plan = ForecastChoicesAnswer["plan"];

/** One future: its name and its changes. */
export function FutureForm({ future, at, plan }: { future: WrittenFuture; at: number; plan: Plan }) {
  const { name, changes } = future;
  const remove = () => changeDraft({ futures: draft.value.futures.filter((_, index) => index !== at) });
  return (
    <fieldset class="forecast-future">
      <legend class="visually-hidden">{name}</legend>
      <div class="forecast-future-head">
        <input
          value={name}
          maxLength={80}
          aria-label={t("forecast.future-name")}
          onInput={({ currentTarget }) => changeFuture(at, { name: currentTarget.value })}
        />
        <button
          type="button"
          class="button small icon"
          aria-label={t("forecast.remove-future", { name })}
          onClick={remove}
        >
          ×
        </button>
      </div>
      {changes.map((change, number) => (
        <ChangeForm key={number} future={future} at={at} change={change} number={number} plan={plan} />
      ))}
      {changes.length >= MOST_CHANGES ? null : (
        <button
          type="button"
          class="button small"
          disabled={plan === null}
          onClick={() => changeFuture(at, { changes: [...changes, newChange("out")] })}
        >
          {t("forecast.add-change")}
        </button>
      )}
    </fieldset>
  );
}

interface ChangeProps {
  readonly future: WrittenFuture;
  readonly at: number;
  readonly change: WrittenChange;
  readonly number: number;
  readonly plan: Plan;
}

function ChangeForm({ future: { name, changes }, at, change, number, plan }: ChangeProps) {
  const kind = kindOf(change);
  const fields: readonly Field[] = CHANGE_FIELDS[kind];
  const put = (next: WrittenChange) => changeFuture(at, { changes: withChange(changes, number, next) });
  const problem = draft.value.problems.find((one) => one.future === name && one.change === number);
  const problemId = `forecast-problem-${at}-${number}`;
  return (
    <fieldset
      class={`forecast-change${problem === undefined ? "" : " is-refused"}`}
      {...(problem === undefined ? {} : { "aria-describedby": problemId })}
    >
      <legend class="visually-hidden">{t("forecast.change", { number: number + 1 })}</legend>
      <div class="forecast-change-head">
        <select
          aria-label={t("forecast.kind")}
          value={kind}
          onChange={({ currentTarget }) => put(newChange(currentTarget.value as ChangeKind))}
        >
          {CHANGE_KINDS.map((one) => (
            <option key={one} value={one}>
              {t(`forecast.kind-${one}`)}
            </option>
          ))}
        </select>
        <button
          type="button"
          class="button small icon"
          aria-label={t("forecast.remove-change", { number: number + 1, name })}
          onClick={() => changeFuture(at, { changes: changes.filter((_, index) => index !== number) })}
        >
          ×
        </button>
      </div>
      <div class="forecast-fields">
        {fields.map((field) => (
          <FieldInput
            key={`${kind} ${field.name}`}
            of={`${at}-${number}`}
            field={field}
            plan={plan}
            value={change[field.name]}
            onValue={(value) => put({ ...change, [field.name]: value })}
          />
        ))}
      </div>
      {problem === undefined ? null : (
        <p id={problemId} class="forecast-problem" role="alert">
          ▲ {t("forecast.refused-at", { future: name, number: number + 1, reason: problem.reason })}
        </p>
      )}
    </fieldset>
  );
}

interface FieldProps {
  /** Unique part of the input's id. */
  readonly of: string;
  readonly field: Field;
  readonly plan: Plan;
  readonly value: string | number | boolean | undefined;
  readonly onValue: (value: string | number | boolean) => void;
}

function FieldInput({ of, field, plan, value, onValue }: FieldProps) {
  const text = t(field.text);
  if (field.kind === "mark")
    return (
      <label class="forecast-mark">
        <input
          type="checkbox"
          checked={value === true}
          onChange={({ currentTarget }) => onValue(currentTarget.checked)}
        />
        {text}
      </label>
    );
  const id = `forecast-${of}-${field.name}`;
  return (
    <div class="field">
      <label for={id}>{text}</label>
      {field.kind === "choice" ? (
        <ChoiceInput id={id} field={field} plan={plan} value={String(value ?? "")} onValue={onValue} />
      ) : field.kind === "number" ? (
        <input
          id={id}
          type="number"
          min={field.min}
          max={field.max}
          step={field.step}
          required
          value={Number.isNaN(value) ? "" : String(value ?? "")}
          onInput={({ currentTarget }) => onValue(currentTarget.valueAsNumber)}
        />
      ) : (
        <input
          id={id}
          value={String(value ?? "")}
          maxLength={80}
          required
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
        />
      )}
    </div>
  );
}

interface ChoiceProps extends Omit<FieldProps, "of" | "field" | "value"> {
  readonly id: string;
  readonly field: Extract<Field, { kind: "choice" }>;
  readonly value: string;
}

function ChoiceInput({ id, field, plan, value, onValue }: ChoiceProps) {
  const choices = plan === null ? [] : field.choices(plan);
  // A stored question may name what the plant no longer has: it stays, and is refused by name.
  const isKnown = choices.some((choice) => choice.value === value);
  return (
    <select id={id} value={value} required onChange={({ currentTarget }) => onValue(currentTarget.value)}>
      <option value="" />
      {isKnown || value === "" ? null : <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.text}
        </option>
      ))}
    </select>
  );
}
