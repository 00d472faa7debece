import { useEffect, useState } from "preact/hooks";
import type { AlertResponse, AlertState } from "../../../edge/contracts/alerts/alert.ts";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { clockOrMoment } from "../data/alert-times.ts";
import { ask, jsonOf, wordsOf } from "../data/api.ts";
import { formatMeasured } from "../data/format.ts";
import { local, t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";
import { Advice } from "../panels/alert-detail/advice.tsx";
import { Badge } from "../panels/badge.tsx";
import { edgeClockMs, heardFrom } from "./edge-clock.ts";

/** The alert of a link (`/api/v1/links/read`): no name and no remark. */
interface LinkedAnswer {
  readonly label: string | null;
  readonly name: LocalizedText | null;
  readonly timeZone: string;
  readonly message: LocalizedText;
  readonly priority: 1 | 2 | 3 | 4;
  readonly state: AlertState;
  readonly asksAck: boolean;
  readonly isSame: boolean;
  readonly raisedAt: string | null;
  readonly until: string | null;
  readonly values: {
    readonly raised: number | null;
    readonly now: number | null;
    readonly unit: string | null;
    readonly range: readonly [number, number] | null;
  } | null;
  readonly response: AlertResponse | null;
}

/** The token of a link in a message; undefined where the page was opened otherwise. */
export function tokenIn(hash: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get("k") ?? undefined;
}

/** The alert that a message was about. It is acknowledged by a press, never by opening the link. */
export function LinkPage({ token }: { token: string }) {
  const [shown, setShown] = useState<LinkedAnswer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isDone, setDone] = useState(false);
  const [isSending, setSending] = useState(false);
  const send = (act: "read" | "acknowledge") =>
    ask<LinkedAnswer>(`/api/v1/links/${act}`, jsonOf("POST", { token }), heardFrom);
  useEffect(() => {
    send("read").then(setShown, (error: unknown) => setFailure(wordsOf(error)));
  }, [token]);
  const acknowledge = () => {
    setSending(true);
    setFailure(null);
    void send("acknowledge")
      .then(
        (answer) => {
          setShown(answer);
          setDone(true);
        },
        (error: unknown) => setFailure(wordsOf(error)),
      )
      .then(() => setSending(false));
  };
  return (
    <>
      {failure === null ? null : (
        <p class="phone-banner" role="alert">
          {reasonInWords(failure)}
        </p>
      )}
      {shown === null ? (
        failure === null ? (
          <p class="empty">{t("app.loading")}</p>
        ) : null
      ) : (
        <LinkedAlert shown={shown} isDone={isDone} isSending={isSending} onPress={acknowledge} />
      )}
    </>
  );
}

interface LinkedAlertProps {
  readonly shown: LinkedAnswer;
  readonly isDone: boolean;
  readonly isSending: boolean;
  readonly onPress: () => void;
}

function LinkedAlert({ shown, isDone, isSending, onPress }: LinkedAlertProps) {
  const { label, name, message, priority, state, raisedAt, until, timeZone, response, asksAck, isSame } = shown;
  const nowMs = edgeClockMs();
  const raisedMs = Date.parse(raisedAt ?? "");
  const said = isDone
    ? "phone.link-done"
    : !isSame
      ? "phone.link-again"
      : asksAck
        ? undefined
        : ("phone.link-over" as const);
  return (
    <>
      <header class="phone-head">
        <h1>{label ?? "Gemba"}</h1>
        {name === null ? null : <p>{local(name)}</p>}
      </header>
      <article class={`phone-alert phone-p${priority}`} aria-label={local(message)}>
        <p class="phone-title">
          <Badge priority={priority} hollow={state !== "active"} />
          <span class="visually-hidden">{t("alerts.priority", { priority })}</span>
          <strong>{local(message)}</strong>
        </p>
        <p class="phone-note">
          {clockOrMoment(raisedMs, timeZone, nowMs)} · {t(`alerts.is-${state}`)}
        </p>
        {response === null ? null : <Advice alert={{ response, raisedMs, state }} nowMs={nowMs} />}
        <LinkedValues shown={shown} />
        {said === undefined ? (
          <>
            <button type="button" class="button primary phone-press" disabled={isSending} onClick={onPress}>
              {t("phone.link-ack")}
            </button>
            <p class="phone-line">
              {t("phone.link-until", { time: clockOrMoment(Date.parse(until ?? ""), timeZone, nowMs) })}
            </p>
          </>
        ) : (
          <p class="phone-line" role="status">
            {t(said)}
          </p>
        )}
      </article>
      {label === null ? null : (
        <a class="button" href={`./phone.html?a=${encodeURIComponent(label)}`}>
          {t("phone.link-machine")}
        </a>
      )}
    </>
  );
}

function LinkedValues({ shown: { values } }: { shown: LinkedAnswer }) {
  if (values === null) return null;
  const { unit, range } = values;
  const written = (value: number) =>
    formatMeasured(value, { ...(unit === null ? {} : { unit }), ...(range === null ? {} : { range }) });
  return (
    <dl class="detail-values">
      {values.raised === null ? null : (
        <div>
          <dt>{t("alerts.value-raised")}</dt>
          <dd>{written(values.raised)}</dd>
        </div>
      )}
      {values.now === null ? null : (
        <div>
          <dt>{t("alerts.value-now")}</dt>
          <dd>{written(values.now)}</dd>
        </div>
      )}
    </dl>
  );
}
