import { useState } from "preact/hooks";
import { MOST_OF_ACT } from "../../../../../edge/contracts/safety/pictures.ts";
import { account } from "../../../data/account.ts";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnSafety, type DangerAnswer, type SafetyActAsked } from "../../../data/safety-api.ts";
import { liveNowMs } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { PhotoField } from "../../../panels/photos/photo-field.tsx";
import { type Photos, usePhotos } from "../../../panels/photos/use-photos.ts";
import { Field, TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";

export type FormKind = "plan" | "finish" | "verify" | "return" | "reject";

const TITLES = {
  plan: "sr.grade",
  finish: "sr.finish",
  verify: "sr.verify",
  return: "sr.return",
  reject: "sr.reject",
} as const;
const DAY_MS = 86_400_000;
/** Colours of a register as the work book has them: 1 is the highest. */
const GRADE = { major: 1, general: 3 } as const;

interface Filled {
  readonly level: "general" | "major";
  readonly assignee: string;
  /** The due time of the plan so far; where no days are given, it stays. */
  readonly due: string | null;
  readonly days: string;
  readonly measure: string;
  readonly money: string;
  readonly contingency: string;
  readonly text: string;
  readonly proofs: string;
}

interface FormProps {
  readonly danger: DangerAnswer;
  readonly kind: FormKind;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for the facts of a step. */
export function DangerForm({ danger: { work }, kind, onClose, onDone }: FormProps) {
  const [actUid] = useState(newUid);
  const plan = work.acts.findLast((act) => act.kind === "plan");
  const [filled, setFilled] = useState<Filled>({
    level: work.danger.isMajor ? "major" : "general",
    assignee: plan?.assignee ?? account.value?.user ?? "",
    due: plan?.due ?? null,
    days: plan === undefined ? "7" : "",
    measure: plan?.measure ?? "",
    money: plan?.money === null || plan === undefined ? "" : String(plan.money),
    contingency: plan?.contingency ?? "",
    text: "",
    proofs: "",
  });
  const set = (part: Partial<Filled>) => setFilled((before) => ({ ...before, ...part }));
  const act = t(TITLES[kind]);
  const photos = usePhotos(`${kind} ${work.itemUid}`);
  const onSend = async () => {
    const pictures = (await photos.send()).get(0);
    const facts = { ...factsOf(kind, filled), ...(pictures === undefined ? {} : { pictures }) };
    return await actOnSafety(work.itemUid, { actUid, kind, ...facts });
  };
  return (
    <SendDialog
      label={act}
      title={t("sr.act-on", { act, title: local(work.title) })}
      act={act}
      onSend={onSend}
      onClose={onClose}
      onDone={() => {
        photos.forget();
        onDone();
      }}
    >
      {kind === "plan" ? (
        <GradeFields filled={filled} isMajor={work.danger.isMajor} onSet={set} />
      ) : (
        <TextFields kind={kind} filled={filled} photos={photos} of={local(work.title)} onSet={set} />
      )}
    </SendDialog>
  );
}

function factsOf(kind: FormKind, filled: Filled): Omit<SafetyActAsked, "actUid" | "kind"> {
  const proofs = proofsOf(filled.proofs);
  const text = filled.text.trim();
  if (kind === "finish") return { done: text, ...proofs };
  if (kind !== "plan") return { note: text, ...(kind === "verify" ? proofs : {}) };
  const [measure, contingency, money] = [filled.measure.trim(), filled.contingency.trim(), filled.money.trim()];
  return {
    level: filled.level,
    assignee: filled.assignee.trim(),
    due: dueOf(filled),
    grade: GRADE[filled.level],
    ...(measure === "" ? {} : { measure }),
    ...(money === "" ? {} : { money: Number(money) }),
    ...(contingency === "" ? {} : { contingency }),
  };
}

function dueOf({ due, days }: Filled): string {
  if (days === "" && due !== null) return due;
  return new Date(liveNowMs() + Math.round(Number(days)) * DAY_MS).toISOString();
}

/** References that a person wrote, apart by commas or semicolons. */
export function proofsOf(text: string): { readonly proofs?: readonly string[] } {
  const proofs = text
    .split(/[,;，；]/)
    .map((one) => one.trim())
    .filter((one) => one !== "");
  return proofs.length === 0 ? {} : { proofs };
}

type Set = (part: Partial<Filled>) => void;

function GradeFields({ filled, isMajor, onSet }: { filled: Filled; isMajor: boolean; onSet: Set }) {
  const currency = usePlant()?.plant.site.currency ?? "";
  const isGreat = filled.level === "major";
  return (
    <>
      <Field name={t("sr.level")}>
        {(id) => (
          <select
            id={id}
            value={filled.level}
            onChange={(event) => onSet({ level: event.currentTarget.value as Filled["level"] })}
          >
            {isMajor ? null : <option value="general">{t("danger.general")}</option>}
            <option value="major">{t("danger.major")}</option>
          </select>
        )}
      </Field>
      <Line name={t("sr.person")} value={filled.assignee} isNeeded onSet={(assignee) => onSet({ assignee })} />
      <DaysField filled={filled} onSet={onSet} />
      <Line name={t("sr.measure")} value={filled.measure} isNeeded={isGreat} onSet={(measure) => onSet({ measure })} />
      <Field name={t("sr.money-in", { currency })}>
        {(id) => (
          <input
            id={id}
            type="number"
            min={0}
            step="any"
            required={isGreat}
            value={filled.money}
            onInput={(event) => onSet({ money: event.currentTarget.value })}
          />
        )}
      </Field>
      <Line
        name={t("sr.contingency")}
        value={filled.contingency}
        isNeeded={isGreat}
        onSet={(contingency) => onSet({ contingency })}
      />
    </>
  );
}

/** Days until the work is due. A due time that has come is one that the edge refuses. */
function DaysField({ filled: { due, days }, onSet }: { filled: Filled; onSet: Set }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const dueMs = due === null ? Number.NEGATIVE_INFINITY : Date.parse(due);
  const isKept = dueMs > liveNowMs();
  return (
    <Field name={t("sr.days")}>
      {(id) => (
        <>
          <input
            id={id}
            type="number"
            min={1}
            max={365}
            required={!isKept}
            value={days}
            aria-describedby={due === null ? undefined : `${id}-due`}
            onInput={(event) => onSet({ days: event.currentTarget.value })}
          />
          {due === null ? null : (
            <small id={`${id}-due`}>
              {t(isKept ? "sr.due-kept" : "sr.due-over", { time: clockOrMoment(dueMs, zone, liveNowMs()) })}
            </small>
          )}
        </>
      )}
    </Field>
  );
}

interface TextProps {
  readonly kind: Exclude<FormKind, "plan">;
  readonly filled: Filled;
  readonly photos: Photos;
  readonly of: string;
  readonly onSet: Set;
}

function TextFields({ kind, filled, photos, of, onSet }: TextProps) {
  const name = kind === "finish" ? t("sr.done") : kind === "verify" ? t("sr.checked") : t("sr.reason");
  return (
    <>
      <Line name={name} value={filled.text} isNeeded onSet={(text) => onSet({ text })} />
      {kind === "finish" || kind === "verify" ? (
        <>
          <PhotoField photos={photos} most={MOST_OF_ACT} of={of} />
          <Line name={t("sr.proofs")} value={filled.proofs} onSet={(proofs) => onSet({ proofs })} />
        </>
      ) : null}
    </>
  );
}

interface LineProps {
  readonly name: string;
  readonly value: string;
  readonly isNeeded?: boolean;
  readonly onSet: (value: string) => void;
}

/** A line of text of a danger or an inspection, which may be empty unless it is needed. */
export function Line({ isNeeded = false, ...field }: LineProps) {
  return <TextField {...field} most={200} isNeeded={isNeeded} />;
}
