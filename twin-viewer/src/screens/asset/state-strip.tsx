import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import { CAUSES, TIME_ELEMENTS, type TimeElement } from "../../../../edge/contracts/production/production.ts";
import { actOnAlert } from "../../data/alert-actions.ts";
import { usePlant } from "../../data/context.ts";
import { formatAge, formatClock } from "../../data/format.ts";
import { whyNot } from "../../data/may.ts";
import {
  fetchStates,
  giveReason,
  type SpanAnswer,
  type StatesAnswer,
  type StopAnswer,
} from "../../data/production-api.ts";
import { nameOfRule } from "../../data/rule-name.ts";
import { actionFailure } from "../../data/signals.ts";
import { shiftKey, shiftSoFar, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import type { TextKey } from "../../i18n/catalogue.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { HeardNote } from "../../panels/heard-note.tsx";
import { Defined } from "../../panels/info-mark.tsx";

const REFRESH_MS = 15_000;
const MOST_STOPS = 8;
const WIDTH = 1000;

/** States of a machine in the shift so far, by time element of ISO 22400-2, and its stop reasons. */
export function StateStrip({ asset }: { asset: Asset }) {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  useSecond();
  const question = useQuestion(
    `${asset.assetUid} ${shiftKey(site)}`,
    () => fetchStates(asset.assetUid, shiftSoFar(site)),
    REFRESH_MS,
  );
  const { answer } = question;
  return (
    <section class="card" aria-label={t("production.states")}>
      <div class="card-head">
        <h3>
          <Defined figure="states" name={t("production.states")} />
        </h3>
        <span class="card-note">
          {answer === undefined ? "" : `${clock(answer.from, site.timeZone)} – ${clock(answer.to, site.timeZone)}`}
        </span>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <HeardNote of={() => [asset.assetUid]} />
      {answer === undefined ? null : (
        <>
          {TIME_ELEMENTS.map((element) => (
            <Lane key={element} element={element} answer={answer} />
          ))}
          <Stops asset={asset} answer={answer} timeZone={site.timeZone} />
        </>
      )}
    </section>
  );
}

const clock = (time: string, zone: string): string => formatClock(Date.parse(time), zone, false);
const lengthOf = ({ from, to }: Pick<SpanAnswer, "from" | "to">): number => Date.parse(to) - Date.parse(from);

function Lane({ element, answer: { from, to, states } }: { element: TimeElement; answer: StatesAnswer }) {
  const [beginMs, wholeMs] = [Date.parse(from), Math.max(1, Date.parse(to) - Date.parse(from))];
  const own = states.filter((span) => span.element === element);
  const total = own.reduce((sum, span) => sum + lengthOf(span), 0);
  let path = "";
  for (const span of own) {
    const left = ((Date.parse(span.from) - beginMs) / wholeMs) * WIDTH;
    const width = Math.max(0.6, (lengthOf(span) / wholeMs) * WIDTH);
    path += `M${left} 0h${width}v10h${-width}z`;
  }
  return (
    <div class="lane-row" title={t(`element.${element}` as TextKey)}>
      <span>{element === "maintenance" || element === "unknown" ? t(`element.${element}` as TextKey) : element}</span>
      <svg
        class={`state-lane element-${element}`}
        viewBox={`0 0 ${WIDTH} 10`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${t(`element.${element}` as TextKey)} ${formatAge(total)}`}
      >
        <path d={path} />
      </svg>
      <span class="bar-value">{formatAge(total)}</span>
    </div>
  );
}

function Stops({
  asset,
  answer: { stops, reasons },
  timeZone,
}: {
  asset: Asset;
  answer: StatesAnswer;
  timeZone: string;
}) {
  const newest = stops.toReversed().slice(0, MOST_STOPS);
  return (
    <>
      <h4>{t("production.stops")}</h4>
      {newest.length === 0 ? <p class="empty">{t("production.no-stops")}</p> : null}
      {actionFailure.value === null ? null : <p role="alert">{t("alerts.failed", { reason: actionFailure.value })}</p>}
      <table class="table stop-table">
        <tbody>
          {newest.map((stop) => (
            <tr key={stop.from}>
              <td>{clock(stop.from, timeZone)}</td>
              <td class="is-number">{formatAge(lengthOf(stop))}</td>
              <td title={t(`element.${stop.element}` as TextKey)}>{t(`cause.${stop.cause}` as TextKey)}</td>
              <td>
                <Reason asset={asset} stop={stop} reasons={reasons} />
              </td>
              <td>{stop.saidBy ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The reason of a stop: the operator's choice from the catalogue, else the reason that follows from alerts. */
function Reason({
  asset,
  stop: { from, reason },
  reasons,
}: {
  asset: Asset;
  stop: StopAnswer;
  reasons: StatesAnswer["reasons"];
}) {
  const index = usePlant();
  const isListed = reasons.some(({ code }) => code === reason);
  const key = `cause.${reason}`;
  return (
    <select
      aria-label={t("production.why")}
      value={isListed ? reason : ""}
      disabled={whyNot("operate") !== null || reasons.length === 0}
      title={whyNot("operate") ?? undefined}
      onChange={(event) => {
        const { value } = event.currentTarget;
        if (value !== "") void actOnAlert(() => giveReason(asset.assetUid, from, value));
      }}
    >
      {isListed ? null : (
        <option value="">
          {CAUSE_KEYS.has(key)
            ? t(key as TextKey)
            : index === null
              ? reason
              : nameOfRule(index, reason, asset.assetUid)}
        </option>
      )}
      {reasons.map(({ code, name }) => (
        <option key={code} value={code}>
          {local(name)}
        </option>
      ))}
    </select>
  );
}

const CAUSE_KEYS: ReadonlySet<string> = new Set(CAUSES.map((cause) => `cause.${cause}`));
