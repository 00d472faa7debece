import { useState } from "preact/hooks";
import { clockOrMoment } from "../../../data/alert-times.ts";
import { usePlant } from "../../../data/context.ts";
import { checkIn, type EventAnswer, fetchUnaccounted, type MusterAnswer } from "../../../data/responses-api.ts";
import { edgeNowMs } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { TextField } from "../../../panels/work-items/field.tsx";
import { Failure, useSending } from "../../../panels/work-items/sending.tsx";

interface MusterProps {
  readonly event: EventAnswer;
  readonly onDone: () => void;
}

/** Who is accounted for. Who is not is of unknown whereabouts. */
export function MusterBox({ event: { muster, work }, onDone }: MusterProps) {
  const kept = work.acts.find(({ actUid }) => actUid === `muster-${work.itemUid}`)?.note ?? null;
  return (
    <section aria-label={t("rs.muster")}>
      <h3>{t("rs.muster")}</h3>
      {kept === null ? null : <p>{kept}</p>}
      {muster !== null ? (
        <Counted muster={muster} itemUid={work.itemUid} onDone={onDone} />
      ) : kept === null ? (
        <p>{t("rs.muster-off")}</p>
      ) : null}
    </section>
  );
}

interface CountedProps {
  readonly muster: MusterAnswer;
  readonly itemUid: string;
  readonly onDone: () => void;
}

function Counted({ muster, itemUid, onDone }: CountedProps) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { recordAt, inside, checkedIn, unaccounted, strangers } = muster;
  const time = recordAt === null ? "" : clockOrMoment(Date.parse(recordAt), zone, edgeNowMs());
  const counts = [
    ["rs.unaccounted", unaccounted],
    ["rs.inside", inside],
    ["rs.checked-in", checkedIn],
    ["rs.strangers", strangers],
  ] as const;
  return (
    <>
      <dl class="rs-muster">
        {counts.map(([name, count]) => (
          <div key={name} class={name === "rs.unaccounted" ? "is-unknown" : ""}>
            <dt>{t(name)}</dt>
            <dd>{count ?? t("rs.unknown")}</dd>
          </div>
        ))}
      </dl>
      <p>{recordAt === null ? t("rs.no-record") : t("rs.record-at", { time })}</p>
      <CheckIn itemUid={itemUid} onDone={onDone} />
      <Names itemUid={itemUid} />
    </>
  );
}

function CheckIn({ itemUid, onDone }: { itemUid: string; onDone: () => void }) {
  const [person, setPerson] = useState("");
  const { failure, isSending, send } = useSending<unknown>(() => {
    setPerson("");
    onDone();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    send(() => checkIn(itemUid, person.trim()));
  };
  return (
    <form class="rs-check-in" onSubmit={submit}>
      <TextField name={t("rs.badge")} value={person} most={100} onSet={setPerson} />
      <ActButton asks="operate" type="submit" class="button" disabled={isSending || person.trim() === ""}>
        {t("rs.check-in")}
      </ActButton>
      <Failure reason={failure} />
    </form>
  );
}

/** Asked for by a click alone: each view is in the audit log. */
function Names({ itemUid }: { itemUid: string }) {
  const [people, setPeople] = useState<Awaited<ReturnType<typeof fetchUnaccounted>> | null>(null);
  const { failure, isSending, send } = useSending<typeof people>(setPeople);
  return (
    <>
      <p class="work-acts">
        <ActButton asks="audit" disabled={isSending} onAct={() => send(() => fetchUnaccounted(itemUid))}>
          {t("rs.names")}
        </ActButton>
      </p>
      <Failure reason={failure} />
      {people === null ? null : people.length === 0 ? (
        <p>{t("rs.names-none")}</p>
      ) : (
        <ul class="rs-names" aria-label={t("rs.unaccounted")}>
          {people.map(({ id, name, place }) => (
            <li key={id}>
              {name ?? id}
              {place === null ? "" : ` · ${place}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
