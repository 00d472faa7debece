import { useState } from "preact/hooks";
import { account } from "../../../data/account.ts";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnPermit, type PermitActAsked, type PermitAnswer } from "../../../data/permits-api.ts";
import { liveNowMs } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { Field, TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { limitsText } from "./limits-text.ts";

export type PermitFormKind = "approve" | "open" | "test" | "guard" | "suspend" | "finish" | "close" | "refuse";

const TITLES = {
  approve: "pm.approve",
  open: "pm.open",
  test: "pm.test",
  guard: "pm.guard",
  suspend: "pm.suspend",
  finish: "pm.finish",
  close: "pm.close",
  refuse: "pm.refuse",
} as const;
const RESULTS = [
  ["ok", "pm.ok"],
  ["failed", "pm.not-ok"],
  ["not-applicable", "pm.not-applicable"],
] as const;
type Result = (typeof RESULTS)[number][0];
/** Colour of risk as the work book has it: permits have levels of their own. */
const GRADE = 2;

interface Test {
  readonly gas: string;
  readonly unit: string;
  readonly value: string;
}

interface Filled {
  readonly holder: string;
  readonly guardian: string;
  readonly text: string;
  readonly isolation: string;
  readonly tests: readonly Test[];
  /** Nothing is chosen beforehand: each check is looked at. */
  readonly ticks: readonly (Result | null)[];
}

interface FormProps {
  readonly permit: PermitAnswer;
  readonly kind: PermitFormKind;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for the facts of a step of a permit. */
export function PermitForm({ permit, kind, onClose, onDone }: FormProps) {
  const [actUid] = useState(newUid);
  const [filled, setFilled] = useState<Filled>(() => begin(permit));
  const set = (part: Partial<Filled>) => setFilled((before) => ({ ...before, ...part }));
  const act = t(TITLES[kind]);
  return (
    <SendDialog
      label={act}
      title={t("pm.act-on", { act, title: local(permit.work.title) })}
      act={act}
      onSend={() => actOnPermit(permit.work.itemUid, { actUid, ...factsOf(kind, permit, filled) })}
      onClose={onClose}
      onDone={onDone}
    >
      <Fields kind={kind} permit={permit} filled={filled} onSet={set} />
    </SendDialog>
  );
}

function begin({ holder, guardian, gases, checklist }: PermitAnswer): Filled {
  const known = gases.map(({ id, unit }) => ({ gas: id, unit, value: "" }));
  return {
    holder: holder ?? account.value?.user ?? "",
    guardian: guardian ?? "",
    text: "",
    isolation: "",
    tests: known.length === 0 ? [{ gas: "", unit: "", value: "" }] : known,
    ticks: checklist.map(() => null),
  };
}

function factsOf(kind: PermitFormKind, permit: PermitAnswer, filled: Filled): Omit<PermitActAsked, "actUid"> {
  const [text, guardian] = [filled.text.trim(), filled.guardian.trim()];
  const named = guardian === "" || guardian === permit.guardian ? {} : { guardian };
  const gas = filled.tests
    .filter(({ value }) => value.trim() !== "")
    .map(({ value, ...test }) => ({ ...test, value: Number(value) }));
  const tested = gas.length === 0 ? {} : { gas };
  switch (kind) {
    case "approve":
      return { kind: "plan", assignee: filled.holder.trim(), due: permit.to, grade: GRADE, ...named };
    case "open": {
      const ticks = filled.ticks.map((result) => ({ result: result ?? "failed" }));
      const isolation = filled.isolation.trim();
      return { kind: "start", ticks, ...tested, ...named, ...(isolation === "" ? {} : { isolation }) };
    }
    case "test":
      return { kind: "remark", note: text === "" ? t("pm.gas") : text, ...tested };
    case "guard":
      return { kind: "remark", note: text, guardian: guardian === "" ? null : guardian };
    case "finish":
      return { kind: "finish", done: text };
    case "close":
      return { kind: "verify", note: text };
    case "suspend":
      return { kind: "interrupt", note: text };
    default:
      return { kind: "reject", note: text };
  }
}

interface FieldsProps {
  readonly kind: PermitFormKind;
  readonly permit: PermitAnswer;
  readonly filled: Filled;
  readonly onSet: (part: Partial<Filled>) => void;
}

function Fields(props: FieldsProps) {
  const { kind, permit, filled, onSet } = props;
  const text = (name: string, isNeeded = true) => (
    <TextField name={name} value={filled.text} most={500} isNeeded={isNeeded} onSet={(one) => onSet({ text: one })} />
  );
  const guardian = (name: string, isNeeded = false) => (
    <TextField
      name={name}
      value={filled.guardian}
      most={100}
      isNeeded={isNeeded}
      onSet={(one) => onSet({ guardian: one })}
    />
  );
  switch (kind) {
    case "approve":
      return (
        <>
          <TextField name={t("pm.holder")} value={filled.holder} most={100} onSet={(holder) => onSet({ holder })} />
          {guardian(t("pm.guardian"))}
          <Until permit={permit} />
        </>
      );
    case "open":
      return (
        <>
          <Checks {...props} />
          {permit.gasTest ? <Tests {...props} isNeeded={permit.gases.some(({ newest }) => newest === null)} /> : null}
          {permit.machine === "isolated" ? (
            <TextField
              name={t("pm.isolation")}
              value={filled.isolation}
              most={200}
              onSet={(isolation) => onSet({ isolation })}
            />
          ) : null}
          {guardian(t("pm.guardian"))}
        </>
      );
    case "test":
      return <Tests {...props} isNeeded />;
    case "guard":
      return (
        <>
          {guardian(t("pm.new-guardian"))}
          {text(t("pm.reason"))}
        </>
      );
    case "finish":
      return text(t("pm.done"));
    case "close":
      return text(t("pm.checked"));
    default:
      return text(t("pm.reason"));
  }
}

function Until({ permit }: { permit: PermitAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return <p>{t("pm.until", { time: clockOrMoment(Date.parse(permit.to), zone, liveNowMs()) })}</p>;
}

function Checks({ permit: { checklist }, filled, onSet }: FieldsProps) {
  return (
    <>
      {checklist.map((check, at) => (
        <fieldset key={check.en} class="sr-tick">
          <legend>{local(check)}</legend>
          {RESULTS.map(([result, name]) => (
            <label key={result}>
              <input
                type="radio"
                name={`check-${at}`}
                required
                checked={filled.ticks[at] === result}
                onChange={() => onSet({ ticks: filled.ticks.map((one, n) => (n === at ? result : one)) })}
              />{" "}
              {t(name)}
            </label>
          ))}
        </fieldset>
      ))}
    </>
  );
}

function Tests({ permit: { gases }, filled, onSet, isNeeded }: FieldsProps & { readonly isNeeded: boolean }) {
  const set = (at: number, part: Partial<Test>) =>
    onSet({ tests: filled.tests.map((test, n) => (n === at ? { ...test, ...part } : test)) });
  return (
    <>
      {filled.tests.map((test, at) => {
        const gas = gases[at];
        return (
          <div key={gas?.id ?? at}>
            {gas === undefined ? (
              <>
                <TextField name={t("pm.gas-name")} value={test.gas} most={60} onSet={(one) => set(at, { gas: one })} />
                <TextField
                  name={t("pm.gas-unit")}
                  value={test.unit}
                  most={20}
                  onSet={(one) => set(at, { unit: one })}
                />
              </>
            ) : null}
            <Field
              name={
                gas === undefined
                  ? t("pm.value")
                  : t("pm.gas-value", { name: local(gas.name), unit: gas.unit, limits: limitsText(gas) })
              }
            >
              {(id) => (
                <input
                  id={id}
                  type="number"
                  step="any"
                  inputMode="decimal"
                  required={isNeeded}
                  value={test.value}
                  onInput={(event) => set(at, { value: event.currentTarget.value })}
                />
              )}
            </Field>
          </div>
        );
      })}
    </>
  );
}
