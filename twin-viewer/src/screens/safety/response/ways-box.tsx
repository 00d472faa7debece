import { useEffect, useState } from "preact/hooks";
import { formatNumber } from "../../../data/format.ts";
import { chooseLayer } from "../../../data/layer-choice.ts";
import { type EventAnswer, fetchWays, type WayAnswer } from "../../../data/responses-api.ts";
import { useLastAnswer, useQuestion } from "../../../data/use-question.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { ActButton } from "../../../panels/act-button.tsx";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { eventMap } from "../../../panels/register-map.ts";
import { BlockedForm } from "./blocked-form.tsx";
import { eventPicture } from "./event-picture.ts";

const REFRESH_MS = 10_000;

interface WaysProps {
  readonly event: EventAnswer;
  readonly isRunning: boolean;
  readonly onDone: () => void;
}

/** What is reported as blocked, and computed ways: asked for by a click, never shown by themselves. */
export function WaysBox({ event, isRunning, onDone }: WaysProps) {
  const [isReporting, setReporting] = useState(false);
  const [isShown, setShown] = useState(false);
  const { exits, places } = event.blocked;
  useEffect(() => {
    eventMap.value = eventPicture(event, []);
    return () => {
      eventMap.value = null;
    };
  }, [JSON.stringify([event.blocked, event.place.position, event.resources.map(({ id }) => id), language.value])]);
  return (
    <section aria-label={t("rs.blocked")}>
      <h3>{t("rs.blocked")}</h3>
      {isReporting ? <BlockedForm event={event} onClose={() => setReporting(false)} onDone={onDone} /> : null}
      {exits.length + places.length === 0 ? (
        <p>{t("rs.blocked-none")}</p>
      ) : (
        <ul class="rs-zones">
          {exits.map((id) => (
            <li key={id}>
              <strong>{t("rs.blocked-exit", { id })}</strong>
            </li>
          ))}
          {places.map((place) => (
            <li key={JSON.stringify(place)}>
              {t("rs.blocked-place", { x: place.x, y: place.y, radius: place.radiusM })}
            </li>
          ))}
        </ul>
      )}
      {isRunning ? (
        <>
          <p class="work-acts">
            <ActButton asks="operate" onAct={() => setReporting(true)}>
              {t("rs.report-blocked")}
            </ActButton>
            <ActButton asks="operate" onAct={() => setShown(!isShown)}>
              {t(isShown ? "rs.ways-hide" : "rs.ways-show")}
            </ActButton>
          </p>
          {isShown ? <Ways event={event} /> : null}
        </>
      ) : null}
    </section>
  );
}

function Ways({ event }: { event: EventAnswer }) {
  const { itemUid } = event.work;
  // Asked anew at once when more is reported as blocked.
  const key = `ways ${JSON.stringify(event.blocked)}`;
  const question = useLastAnswer(useQuestion(key, () => fetchWays(itemUid), REFRESH_MS));
  // The edge refuses them to others by now, so that old ones are not shown either.
  const ways = question.failure === undefined ? question.answer : undefined;
  useEffect(() => {
    eventMap.value = eventPicture(event, ways ?? []);
    return () => {
      eventMap.value = eventPicture(event, []);
    };
  }, [JSON.stringify([ways, event.blocked, language.value])]);
  return (
    <section class="rs-ways" aria-label={t("rs.ways")}>
      <h4>
        {t("rs.ways")} <strong class="rs-unverified">{t("rs.unverified")}</strong>
      </h4>
      <p>{t("rs.ways-says")}</p>
      <AnswerNote question={question} isCurrent={undefined} />
      {ways === undefined ? null : ways.length === 0 ? (
        <p>{t("rs.ways-none")}</p>
      ) : (
        <>
          <ul>
            {ways.map((way) => (
              <li key={way.resource}>
                {t("rs.way", { target: targetOf(event, way), metres: formatNumber(way.lengthM, 0) })} ·{" "}
                <strong>{t("rs.unverified")}</strong>
              </li>
            ))}
          </ul>
          <button type="button" class="button small" onClick={() => chooseLayer("register")}>
            {t("rs.to-map")}
          </button>
        </>
      )}
    </section>
  );
}

function targetOf({ resources }: EventAnswer, { resource }: WayAnswer): string {
  const found = resources.find(({ id }) => id === resource);
  if (found === undefined) return resource;
  return `${t(`map.${found.kind}`)} ${resource}${found.name === null ? "" : ` ${local(found.name)}`}`;
}
