import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { formatNumber } from "../../../data/format.ts";
import type { WorkActKind } from "../../../data/maintenance-api.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnSafety, type DangerAct, type DangerAnswer, reportDanger } from "../../../data/safety-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { PhotoStrip } from "../../../panels/photos/photo-strip.tsx";
import { ItemHistory } from "../../../panels/work-items/item-history.tsx";
import { Failure, useSending } from "../../../panels/work-items/sending.tsx";
import type { FormKind } from "./danger-form.tsx";

/** Acts that the card offers, in the order of the loop, with the names that dangers have for them. */
const ACTS = [
  ["plan", "sr.grade"],
  ["start", "sr.rectify"],
  ["finish", "sr.finish"],
  ["verify", "sr.verify"],
  ["return", "sr.return"],
  ["reject", "sr.reject"],
] as const satisfies readonly (readonly [WorkActKind, string])[];

interface CardProps {
  readonly danger: DangerAnswer;
  /** Asks for the facts of a step. */
  readonly onForm: (kind: FormKind) => void;
  readonly onDone: () => void;
}

/** A danger with its place, its five fields, its evidence and the acts that the user may do now. */
export function DangerCard({ danger, onForm, onDone }: CardProps) {
  const { place, isRepeat, work } = danger;
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  const { title, state, reportedAt, reportedBy, isOverdue } = work;
  const { isMajor, detail, hazard, source } = work.danger;
  const proofs = [...work.danger.proofs, ...work.acts.flatMap((act) => act.proofs)];
  const pictures = [...new Set([...work.danger.pictures, ...work.acts.flatMap((act) => act.pictures)])];
  const who = source === "person" ? reportedBy.name : t(`danger.by-${source}`);
  const marks = [
    ...(isMajor ? [t("sr.is-major")] : []),
    ...(isRepeat ? [t("sr.is-repeat")] : []),
    ...(isOverdue ? [t("sr.overdue")] : []),
    ...(state === "rejected" ? [t("danger.rejected")] : []),
  ];
  return (
    <article class={`work-card${isOverdue ? " is-overdue" : ""}`} aria-label={local(title)}>
      <h4>{local(title)}</h4>
      {marks.length === 0 ? null : (
        <p class="sr-marks">
          {marks.map((mark) => (
            <strong key={mark}>{mark}</strong>
          ))}
        </p>
      )}
      <p>
        {local(place.name)}
        {hazard === null ? "" : ` · ${hazard}`}
      </p>
      {detail === null ? null : <p>{detail}</p>}
      {reportedAt === null ? null : <small>{t("sr.by", { who, time: at(reportedAt) })}</small>}
      <FiveFields danger={danger} at={at} />
      {proofs.length === 0 ? null : <p>{t("sr.evidence", { proofs: proofs.join(" · ") })}</p>}
      <PhotoStrip ids={pictures} of={local(title)} />
      <Acts danger={danger} onForm={onForm} onDone={onDone} />
      {work.acts.length === 0 ? null : <ItemHistory acts={work.acts} />}
    </article>
  );
}

function FiveFields({ danger: { work }, at }: { danger: DangerAnswer; at: (time: string) => string }) {
  const currency = usePlant()?.plant.site.currency ?? "";
  const plan = work.acts.findLast(({ kind }) => kind === "plan");
  if (plan === undefined) return null;
  const all = fieldsOf(plan, at, currency);
  // Of a general danger only what somebody wrote; a major one shows what it lacks.
  const shown = work.danger.isMajor ? all : all.filter(([, value]) => value !== null);
  return (
    <>
      <dl class="sr-five" aria-label={t("sr.five")}>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd class={value === null ? "is-late" : ""}>{value ?? t("sr.unset")}</dd>
          </div>
        ))}
      </dl>
      {work.danger.isMajor && !work.danger.isFiveFields ? <p class="is-late">{t("sr.five-missing")}</p> : null}
    </>
  );
}

function fieldsOf(
  { assignee, due, measure, money, contingency }: DangerAct,
  at: (time: string) => string,
  currency: string,
) {
  return [
    ["sr.person", assignee],
    ["sr.time", due === null ? null : at(due)],
    ["sr.measure", measure],
    ["sr.money", money === null ? null : `${formatNumber(money, 0)} ${currency}`],
    ["sr.contingency", contingency],
  ] as const;
}

function Acts({ danger: { work }, onForm, onDone }: CardProps) {
  const { failure, isSending, send } = useSending<unknown>(onDone);
  const act = (kind: (typeof ACTS)[number][0]) => {
    if (kind === "start") send(() => actOnSafety(work.itemUid, { actUid: newUid(), kind }));
    else onForm(kind);
  };
  const reopen = () => send(() => reportDanger({ itemUid: newUid(), title: {}, reopens: work.itemUid }));
  const offered = ACTS.filter(([kind]) => work.may.includes(kind));
  const name = (text: string) => t("sr.act-on", { act: text, title: local(work.title) });
  return (
    <>
      <p class="work-acts">
        {offered.map(([kind, text]) => (
          <ActButton key={kind} asks="operate" disabled={isSending} name={name(t(text))} onAct={() => act(kind)}>
            {t(text)}
          </ActButton>
        ))}
        {work.state === "closed" ? (
          <ActButton asks="operate" disabled={isSending} name={name(t("sr.reopen"))} onAct={reopen}>
            {t("sr.reopen")}
          </ActButton>
        ) : null}
      </p>
      <Failure reason={failure} />
    </>
  );
}
