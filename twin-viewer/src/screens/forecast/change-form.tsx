import { Fragment } from "preact";
import type { WrittenChange, WrittenFuture } from "../../../../edge/contracts/forecast/forecasts.ts";
import type { ForecastChoicesAnswer } from "../../data/forecast-api.ts";
import { t } from "../../i18n/language.ts";
import {
  CHANGE_FIELDS,
  CHANGE_KINDS,
  type ChangeKind,
  type Field,
  kindOf,
  newChange,
  withField,
} from "./change-fields.ts";
import { changeDraft, changeFuture, draft, MOST_CHANGES, withChange } from "./draft.ts";
import { refusalText } from "./refusal-text.ts";

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
        {kind === undefined ? (
          <span class="forecast-unknown">{t("forecast.kind-unknown", { kind: Object.keys(change)[0] ?? "?" })}</span>
        ) : (
          <KindInput kind={kind} onKind={(next) => put(newChange(next))} />
        )}
        <button
          type="button"
          class="button small icon"
          aria-label={t("forecast.remove-change", { number: number + 1, name })}
          onClick={() => changeFuture(at, { changes: changes.filter((_, index) => index !== number) })}
        >
          ×
        </button>
      </div>
      {kind === undefined ? (
        <AsWritten change={change} />
      ) : (
        <div class="forecast-fields">
          {(CHANGE_FIELDS[kind] as readonly Field[]).map((field) => (
            <FieldInput
              key={`${kind} ${field.name}`}
              of={`${at}-${number}`}
              field={field}
              plan={plan}
              value={change[field.name]}
              onValue={(value) => put(withField(change, field, value))}
            />
          ))}
        </div>
      )}
      {problem === undefined ? null : (
        <p id={problemId} class="forecast-problem" role="alert">
          ▲ {refusalText({ ...problem, future: name, change: number })}
        </p>
      )}
    </fieldset>
  );
}

function KindInput({ kind, onKind }: { kind: ChangeKind; onKind: (kind: ChangeKind) => void }) {
  return (
    <select
      aria-label={t("forecast.kind")}
      value={kind}
      onChange={({ currentTarget }) => onKind(currentTarget.value as ChangeKind)}
    >
      {CHANGE_KINDS.map((one) => (
        <option key={one} value={one}>
          {t(`forecast.kind-${one}`)}
        </option>
      ))}
    </select>
  );
}

/** A change that this page has no form for: it is asked as it was written, or removed. */
function AsWritten({ change }: { change: WrittenChange }) {
  return (
    <dl class="forecast-figures">
      {Object.entries(change).map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

interface FieldProps {
  /** Unique part of the input's id. */
  readonly of: string;
  readonly field: Field;
  readonly plan: Plan;
  readonly value: WrittenChange[string] | undefined;
  readonly onValue: (value: WrittenChange[string]) => void;
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
  if (field.kind === "choices")
    return <ChoicesInput field={field} plan={plan} value={wordsIn(value)} onValue={onValue} />;
  if (field.kind === "point") return <PointInput of={of} field={field} value={value} onValue={onValue} />;
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
          {...(field.min === undefined ? {} : { min: field.min })}
          {...(field.max === undefined ? {} : { max: field.max })}
          step={field.step}
          required={field.usual !== undefined}
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

/** One or several words, as a question may write them. */
function wordsIn(value: WrittenChange[string] | undefined): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");
}

/** East and north, metres. */
function PointInput({ of, field, value, onValue }: Omit<FieldProps, "plan">) {
  const point = Array.isArray(value) ? value.map(Number) : [];
  return (
    <fieldset class="forecast-point">
      <legend>{t(field.text)}</legend>
      {(["forecast.field-east", "forecast.field-north"] as const).map((text, axis) => (
        <div key={text} class="field">
          <label for={`forecast-${of}-${field.name}-${axis}`}>{t(text)}</label>
          <input
            id={`forecast-${of}-${field.name}-${axis}`}
            type="number"
            step="any"
            required
            value={Number.isNaN(point[axis]) ? "" : String(point[axis] ?? "")}
            onInput={({ currentTarget }) =>
              onValue([0, 1].map((one) => (one === axis ? currentTarget.valueAsNumber : (point[one] ?? Number.NaN))))
            }
          />
        </div>
      ))}
    </fieldset>
  );
}

type ChoiceField = Extract<Field, { kind: "choice" | "choices" }>;

interface ChoiceProps extends Omit<FieldProps, "of" | "field" | "value"> {
  readonly id: string;
  readonly field: ChoiceField;
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

interface ChoicesProps extends Omit<FieldProps, "of" | "field" | "value"> {
  readonly field: ChoiceField;
  readonly value: readonly string[];
}

function ChoicesInput({ field, plan, value, onValue }: ChoicesProps) {
  const choices = plan === null ? [] : field.choices(plan);
  // A stored question may name what the plant no longer has, or several places by one pattern.
  const strange = value.filter((one) => !choices.some((choice) => choice.value === one));
  const all = [...strange.map((one) => ({ value: one, text: one })), ...choices];
  return (
    <fieldset class="forecast-choices">
      <legend>{t(field.text)}</legend>
      {all.map((choice) => (
        <label key={choice.value} class="forecast-mark">
          <input
            type="checkbox"
            checked={value.includes(choice.value)}
            onChange={({ currentTarget }) =>
              onValue(currentTarget.checked ? [...value, choice.value] : value.filter((one) => one !== choice.value))
            }
          />
          {choice.text}
        </label>
      ))}
    </fieldset>
  );
}
