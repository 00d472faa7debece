import { clockOrMoment } from "../../../data/alert-times.ts";
import { atSite } from "../../../data/base.ts";
import { usePlant } from "../../../data/context.ts";
import { formatAge } from "../../../data/format.ts";
import type { WorkActKind } from "../../../data/maintenance-api.ts";
import { whyNot } from "../../../data/may.ts";
import { type PermitAnswer, permitForm } from "../../../data/permits-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { ItemHistory } from "../../../panels/work-items/item-history.tsx";
import { limitsText } from "./limits-text.ts";
import { permitCardId } from "./permit-card-id.ts";
import type { PermitFormKind } from "./permit-form.tsx";

/** Acts that the card offers, in the order of a permit's way. */
const ACTS = [
  ["plan", "approve", "pm.approve"],
  ["start", "open", "pm.open"],
  ["interrupt", "suspend", "pm.suspend"],
  ["finish", "finish", "pm.finish"],
  ["verify", "close", "pm.close"],
  ["reject", "refuse", "pm.refuse"],
] as const satisfies readonly (readonly [WorkActKind, PermitFormKind, string])[];

/** A permit with its time, its people, what speaks against it, its gas tests, and the acts that the user may do now. */
export function PermitCard({ permit, onForm }: { permit: PermitAnswer; onForm: (kind: PermitFormKind) => void }) {
  const { stage, kind, level, place, guardian, holder, workers, detail, lacks, work } = permit;
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  return (
    <article class="work-card" id={permitCardId(work.itemUid)} tabIndex={-1} aria-label={local(work.title)}>
      <h4>
        {local(kind)}
        {level === null ? "" : ` · ${local(level)}`}: {local(work.title)}
      </h4>
      <p class="sr-marks">
        <strong>{t(`pm.stage-${stage}`)}</strong>
        <TimeLeft permit={permit} />
      </p>
      <small>{t("pm.from-to", { from: at(permit.from), to: at(permit.until) })}</small>
      <dl class="sr-five">
        <Fact name={t("pm.place")} value={local(place.name)} />
        {holder === null ? null : <Fact name={t("pm.holder")} value={holder} />}
        <Fact name={t("pm.guardian")} value={guardian ?? t("pm.nobody")} />
        <Fact name={t("pm.workers")} value={String(workers)} />
      </dl>
      {detail === null ? null : <p>{detail}</p>}
      <Conflicts permit={permit} />
      {lacks.length === 0 ? null : <p>{t("pm.lacks", { facts: lacks.map(local).join(t("list.separator")) })}</p>}
      <Gases permit={permit} />
      <Acts permit={permit} onForm={onForm} />
      {whyNot("audit") === null ? (
        <a class="button small" download="" href={atSite(permitForm(work.itemUid, language.value))}>
          {t("pm.paper")}
        </a>
      ) : null}
      {work.acts.length === 0 ? null : <ItemHistory acts={work.acts} />}
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function TimeLeft({ permit: { stage, from, until } }: { permit: PermitAnswer }) {
  if (!["applied", "approved", "open", "suspended"].includes(stage)) return null;
  const [now, begin, end] = [edgeNowMs(), Date.parse(from), Date.parse(until)];
  const text =
    now > end
      ? t("pm.late", { age: formatAge(now - end) })
      : now < begin
        ? t("pm.begins", { age: formatAge(begin - now) })
        : t("pm.left", { age: formatAge(end - now) });
  return <span class={now > end ? "is-late" : ""}>{text}</span>;
}

function Conflicts({ permit: { conflicts, stage } }: { permit: PermitAnswer }) {
  if (conflicts === null) return <p class="is-late">{t("pm.unwatched")}</p>;
  if (conflicts.length === 0) return null;
  return (
    <div class={`pm-conflicts${stage === "open" ? " is-open" : ""}`}>
      <strong>{t("pm.conflicts")}</strong>
      <ul>
        {conflicts.map(({ kind, text, isBlocking }) => (
          <li key={`${kind} ${text.en}`}>
            {local(text)}
            {isBlocking ? null : <small> {t("pm.notice")}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Gases({ permit: { gases, gasTest, stage } }: { permit: PermitAnswer }) {
  if (!gasTest || gases.length === 0) return null;
  const isOver = ["closed", "refused", "cancelled", "expired"].includes(stage);
  return (
    <details class="sr-details" open={!isOver}>
      <summary>{t("pm.gas")}</summary>
      <ul class="pm-gases">
        {gases.map((gas) => (
          <li key={gas.id}>
            {local(gas.name)} <small>{limitsText(gas)}</small>
            <br />
            {gas.newest === null ? (
              <span class="is-late">{t("pm.untested")}</span>
            ) : (
              t("pm.tested", {
                value: gas.newest.value,
                unit: gas.newest.unit,
                age: formatAge(Math.max(0, edgeNowMs() - Date.parse(gas.newest.at))),
                by: gas.newest.by,
              })
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Acts({ permit, onForm }: { permit: PermitAnswer; onForm: (kind: PermitFormKind) => void }) {
  const { work, gasTest, stage } = permit;
  const isLive = stage === "approved" || stage === "open";
  const offered = [
    ...ACTS.filter(([act]) => work.may.includes(act)).map(([, kind, text]) => [kind, text] as const),
    ...(isLive && gasTest && work.may.includes("remark") ? ([["test", "pm.test"]] as const) : []),
    ...(isLive && work.may.includes("remark") ? ([["guard", "pm.guard"]] as const) : []),
  ];
  return (
    <p class="work-acts">
      {offered.map(([kind, text]) => (
        <ActButton
          key={kind}
          asks="operate"
          name={t("pm.act-on", { act: t(text), title: local(work.title) })}
          onAct={() => onForm(kind)}
        >
          {t(text)}
        </ActButton>
      ))}
    </p>
  );
}
