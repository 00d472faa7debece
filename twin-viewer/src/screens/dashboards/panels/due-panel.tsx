import { usePlant } from "../../../data/context.ts";
import { type DueAnswer, fetchDue } from "../../../data/due-api.ts";
import { whenText } from "../../../data/due-words.ts";
import { edgeNowMs, moment } from "../../../data/signals.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { componentName } from "../../../i18n/components.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote, NowOnly } from "../../../panels/answer-note.tsx";
import { assetsOf, scopeOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";

const REFRESH_MS = 30_000;
/** Entries that are read, most urgent first. */
const MOST = 100;

/** What is due at the panel's machines by plans, predictions and open work. No person is named: walls show it. */
export function DuePanel({ panel, context }: PanelProps<"due">) {
  const question = useQuestion("due", () => fetchDue(MOST), REFRESH_MS);
  const uids = new Set(assetsOf(panel, context).map(({ assetUid }) => assetUid));
  const isOfPlant = scopeOf(panel, context) === undefined;
  const entries = question.answer?.entries.filter(({ assetUid }) => isOfPlant || uids.has(assetUid));
  if (moment.value !== null) return <NowOnly />;
  const urgent = entries?.filter(({ state }) => state === "due" || state === "overdue").length ?? 0;
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} />
      {entries === undefined ? null : entries.length === 0 ? (
        <p class="empty">{t("due.none")}</p>
      ) : (
        <>
          <p class="card-note">{t("due.count", { urgent, count: entries.length })}</p>
          <ul class="dash-due">
            {entries.map((one) => (
              <Row key={one.key} one={one} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Row({ one }: { one: DueAnswer }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const { assetUid, component, title, state, source } = one;
  return (
    <li class={`dash-due-row is-${state}`}>
      <strong>{local(title)}</strong>
      <span class="dash-due-state">{t(`due.state-${state}`)}</span>
      <small>
        {index?.asset(assetUid)?.label ?? assetUid}
        {component === null ? "" : ` · ${local(componentName(component))}`} · {t(`due.from-${source}`)}
      </small>
      <small class={source === "prediction" ? "pred" : ""}>{whenText(one, zone, edgeNowMs())}</small>
    </li>
  );
}
