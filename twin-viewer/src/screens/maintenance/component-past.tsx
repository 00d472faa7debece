import { componentAt, componentsOf, eachComponent } from "../../../../edge/contracts/plant/components.ts";
import type { AssetUid, LocalizedText } from "../../../../edge/contracts/plant/tag.ts";
import { recordOfEntry } from "../../data/alert-record.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { fetchPastAlerts, type PastAlert, type Span } from "../../data/api.ts";
import { type Change, changesBefore, type Readings } from "../../data/changes-before.ts";
import { factsOf } from "../../data/component-facts.ts";
import { usePlant } from "../../data/context.ts";
import { type DueAnswer, fetchDue } from "../../data/due-api.ts";
import { partText, windowText } from "../../data/due-words.ts";
import { formatAge } from "../../data/format.ts";
import { type ComponentAnswer, fetchWork, type WorkItemAnswer } from "../../data/maintenance-api.ts";
import { pastCases } from "../../data/past-cases.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { fetchStates, type StatesAnswer, type StopAnswer } from "../../data/production-api.ts";
import { fetchReadings } from "../../data/readings.ts";
import { nameOfRule } from "../../data/rule-name.ts";
import { edgeNowMs, liveNowMs, openAlert } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { CATALOGUE } from "../../i18n/catalogue.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";

const HOUR_MS = 3_600_000;
const BEFORE_MS = 12 * HOUR_MS;
const CASES_MS = 30 * 24 * HOUR_MS;
const REFRESH_MS = 300_000;
const TEXTS: Readonly<Record<string, LocalizedText>> = CATALOGUE;
/** Due entries of one asset that are looked through. */
const MOST_DUE = 100;
/** Alerts that the edge gives at most. */
const MOST_ALERTS = 2000;

async function workOf(query: Parameters<typeof fetchWork>[0]): Promise<readonly WorkItemAnswer[]> {
  return (await fetchWork(query)).items;
}

async function dueOf(asset: AssetUid): Promise<readonly DueAnswer[]> {
  return (await fetchDue(MOST_DUE, asset)).entries;
}

/** A part of the edge that does not answer, as one without work items, must not hide what the others know. */
async function orNone<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  return asked.catch(() => []);
}

/** Events of the asset before the evidence began. */
export function Before({ one, sinceMs }: { one: ComponentAnswer; sinceMs: number }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const span = { fromMs: sinceMs - BEFORE_MS, toMs: sinceMs };
  const question = useQuestion(
    `before ${one.assetUid} ${one.component} ${Math.round(sinceMs / HOUR_MS)}`,
    () => askBefore(one.assetUid, span, index),
    REFRESH_MS,
  );
  const { answer } = question;
  const changes =
    answer === undefined
      ? []
      : changesBefore(
          { ...answer, stopText: (stop) => stopText(stop, answer.reasons, index, one.assetUid) },
          {
            ...span,
            except: one.alertUid,
          },
        );
  return (
    <section aria-label={t("room.before")}>
      <h3>{t("room.before")}</h3>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer !== undefined && changes.length === 0 ? <p class="empty">{t("room.before-none")}</p> : null}
      <ul class="change-list">
        {changes.map((change) => (
          <li key={`${change.atMs} ${change.kind} ${change.text.en}`}>
            <time>{clockOrMoment(change.atMs, zone, edgeNowMs())}</time>
            <span>{t(`room.change-${change.kind}`)}</span>
            <ChangeText change={change} alerts={answer?.alerts ?? []} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ChangeText({ change, alerts }: { change: Change; alerts: readonly PastAlert[] }) {
  const alert = alerts.find(({ alertUid }) => alertUid === change.alertUid);
  if (alert === undefined) return <span>{local(change.text)}</span>;
  return <AlertLink alert={alert} />;
}

function AlertLink({ alert }: { alert: PastAlert }) {
  const open = () => (openAlert.value = { alertUid: alert.alertUid, past: recordOfEntry(alert) });
  return (
    <button type="button" class="link" onClick={open}>
      {local(alert.message)}
    </button>
  );
}

async function askBefore(asset: AssetUid, span: Span, index: PlantIndex | null) {
  const about = index?.asset(asset);
  const tags = index?.tagsOf(asset) ?? [];
  const program = tags.find(({ role }) => role === "program");
  const counters =
    index === null || about === undefined
      ? []
      : [...eachComponent(componentsOf(about, { plant: index.plant, ofAsset: index.tagsOf.bind(index) }))].flatMap(
          ({ replacedBy, name }) => {
            if (replacedBy === undefined || !("counter" in replacedBy)) return [];
            const tag = tags.find(({ component, signal }) => `${component}/${signal}` === replacedBy.counter);
            return tag === undefined ? [] : [{ tag, name }];
          },
        );
  const [alerts, states, work, ...readings] = await Promise.all([
    fetchPastAlerts(span, { asset }),
    statesOf(asset, span, index),
    orNone(workOf({ state: "all", asset })),
    ...(program === undefined ? [] : [readingsOf({ kind: "program", samples: [] }, program.tagUid, span)]),
    ...counters.map(({ tag, name }) => readingsOf({ kind: "replaced", name, samples: [] }, tag.tagUid, span)),
  ]);
  return { alerts, stops: states.stops, reasons: states.reasons, work, readings };
}

/** Only machines that report a state have stops; the edge has no states of others. */
async function statesOf(
  asset: AssetUid,
  span: Span,
  index: PlantIndex | null,
): Promise<Pick<StatesAnswer, "stops" | "reasons">> {
  if (index?.tagWith(asset, "item-state") === undefined) return { stops: [], reasons: [] };
  return fetchStates(asset, span).catch(() => ({ stops: [], reasons: [] }));
}

async function readingsOf(of: Readings, tag: Parameters<typeof fetchReadings>[0], span: Span): Promise<Readings> {
  return { ...of, samples: await orNone(fetchReadings(tag, span)) };
}

function stopText(
  { reason, cause }: StopAnswer,
  reasons: readonly { readonly code: string; readonly name: LocalizedText }[],
  index: PlantIndex | null,
  asset: AssetUid,
): LocalizedText {
  const listed = reasons.find(({ code }) => code === reason);
  if (listed !== undefined) return listed.name;
  const key = `cause.${reason}`;
  if (Object.hasOwn(TEXTS, key)) return TEXTS[key] as LocalizedText;
  const name = index === null ? "" : nameOfRule(index, reason, asset);
  return name === "" ? (TEXTS[`cause.${cause}`] as LocalizedText) : { zh: name, en: name };
}

/** The part as the component model and the stock have it, and when production stands anyway. */
export function Spare({ one: { assetUid, component, alertUid } }: { one: ComponentAnswer }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const question = useQuestion(`due ${assetUid}`, () => orNone(dueOf(assetUid)), REFRESH_MS);
  const due =
    question.answer?.find((entry) => alertUid !== null && entry.alertUid === alertUid) ??
    question.answer?.find((entry) => entry.source === "work-item" && entry.component === component);
  const parts = due?.parts ?? [];
  const asset = index?.asset(assetUid);
  const found =
    index === null || asset === undefined
      ? undefined
      : componentAt(componentsOf(asset, { plant: index.plant, ofAsset: index.tagsOf.bind(index) }), component);
  const isNamed = found?.geometry?.designation !== undefined;
  return (
    <section aria-label={t("room.spare")}>
      <h3>{t("room.spare")}</h3>
      {isNamed || parts.length > 0 ? null : <p class="empty">{t("room.spare-none")}</p>}
      {parts.map((part) => (
        <p key={part.part} class={part.short > 0 ? "is-short" : ""}>
          {partText(part, zone)}
        </p>
      ))}
      <dl class="detail-values">
        {found === undefined
          ? null
          : factsOf(found).map(({ name, value }) => (
              <div key={name}>
                <dt>{t(name)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
      </dl>
      {due === undefined ? null : (
        <p>
          {t("due.window")} <strong>{windowText(due, zone, edgeNowMs())}</strong>
        </p>
      )}
    </section>
  );
}

/** Earlier faults of this kind on this type of asset, with what people did and found. */
export function Cases({ one }: { one: ComponentAnswer }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const question = useQuestion(
    `cases ${one.assetUid} ${one.component}`,
    async (): Promise<{ alerts: readonly PastAlert[]; work: readonly WorkItemAnswer[] }> => {
      const span = { fromMs: liveNowMs() - CASES_MS, toMs: liveNowMs() };
      const [alerts, work] = await Promise.all([
        fetchPastAlerts(span, { limit: MOST_ALERTS }),
        orNone(workOf({ state: "all", limit: "500" })),
      ]);
      return { alerts, work };
    },
    REFRESH_MS,
  );
  const { answer } = question;
  const typeOf = (uid: AssetUid) => index?.asset(uid)?.type ?? index?.asset(uid)?.kind;
  const cases = answer === undefined ? [] : pastCases(one, { ...answer, typeOf });
  return (
    <section aria-label={t("room.cases")}>
      <h3>{t("room.cases")}</h3>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer !== undefined && cases.length === 0 ? <p class="empty">{t("room.cases-none")}</p> : null}
      <ul class="detail-list">
        {cases.map(({ alert, raisedMs, clearedMs, done, doneBy, found, verdict }) => (
          <li key={alert.alertUid}>
            <span>
              <AssetLink uid={alert.assetUid} /> · <AlertLink alert={alert} />
            </span>
            <small>
              {clockOrMoment(raisedMs, zone, edgeNowMs())}
              {clearedMs === undefined ? "" : ` · ${t("room.case-lasted", { age: formatAge(clearedMs - raisedMs) })}`}
              {verdict === undefined ? "" : ` · ${t("work.verdict")} ${t(`work.verdict-${verdict}`)}`}
            </small>
            {done === undefined ? null : <span>{t("room.case-done", { name: doneBy ?? "", text: done })}</span>}
            {found === undefined ? null : <span>{t("room.case-found", { text: found })}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
