import type { Asset } from "../../../../../edge/contracts/plant/plant.ts";
import type { LocalizedText } from "../../../../../edge/contracts/plant/tag.ts";
import { CAUSES } from "../../../../../edge/contracts/production/production.ts";
import type { Span } from "../../../data/api.ts";
import { formatAge, formatNumber } from "../../../data/format.ts";
import { fetchStops } from "../../../data/production-api.ts";
import { nameOfRule } from "../../../data/rule-name.ts";
import { askedAtMs, useQuestion } from "../../../data/use-question.ts";
import type { TextKey } from "../../../i18n/catalogue.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import type { PanelContext } from "../scope.ts";
import { assetsOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";
import { type ParetoRow, paretoOf, type Stop } from "./pareto.ts";
import { DEFAULT_SECONDS, lastSeconds, spanWords } from "./span-note.tsx";

const REFRESH_MS = 60_000;
/** Machines of one request; the edge computes the stops of each. */
const MOST_ASSETS = 60;
const MOST_ROWS = 10;

interface Stops {
  readonly span: Span;
  readonly stops: readonly Stop[];
  readonly names: ReadonlyMap<string, LocalizedText>;
}

/** Reasons of stops, the longest first, with the share up to each; the note says time, total and number. */
export function ParetoPanel({ panel, context }: PanelProps<"pareto">) {
  const { index } = context;
  const seconds = panel.seconds ?? DEFAULT_SECONDS;
  const machines = assetsOf(panel, context).filter(
    ({ assetUid }) => index.tagWith(assetUid, "item-state") !== undefined,
  );
  const asked = machines.slice(0, MOST_ASSETS);
  const key = `${asked.map(({ assetUid }) => assetUid).join(" ")} ${seconds} ${askedAtMs() ?? "now"}`;
  const question = useQuestion(key, () => stopsOf(asked, lastSeconds(seconds)), REFRESH_MS);
  const { answer } = question;
  if (machines.length === 0) return <p class="empty">{t("dashboards.no-states")}</p>;
  const pareto = paretoOf(answer?.stops ?? []);
  return (
    <>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : (
        <>
          <p class="card-note">
            {t("dashboards.stops", { total: formatAge(pareto.totalMs), count: pareto.count, machines: asked.length })}
            {" · "}
            {spanWords(answer.span, index.plant.site.timeZone)}
            {machines.length > asked.length
              ? ` · ${t("dashboards.first", { count: asked.length, all: machines.length })}`
              : ""}
          </p>
          {pareto.count === 0 ? <p class="empty">{t("production.no-stops")}</p> : null}
          <ol class="dash-pareto">
            {pareto.rows.slice(0, MOST_ROWS).map((row) => (
              <Row
                key={row.reason}
                row={row}
                most={pareto.rows[0]?.ms ?? 1}
                name={nameOf(row, answer.names, context)}
              />
            ))}
          </ol>
          {pareto.rows.length > MOST_ROWS ? (
            <p class="card-note">{t("dashboards.first", { count: MOST_ROWS, all: pareto.rows.length })}</p>
          ) : null}
        </>
      )}
    </>
  );
}

function Row({ row: { ms, count, upTo }, most, name }: { row: ParetoRow; most: number; name: string }) {
  return (
    <li class="dash-pareto-row">
      <span class="dash-bar-name" title={name}>
        {name}
      </span>
      <svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="1" width={Math.max(1, (ms / Math.max(1, most)) * 1000)} height="8" />
        <path class="dash-upto" d={`M${upTo * 998 + 1} 0v10`} />
      </svg>
      <span class="dash-pareto-figures">
        {formatAge(ms)} · {t("dashboards.times", { count })} · {t("dashboards.up-to", { n: percent(upTo) })}
      </span>
    </li>
  );
}

const percent = (share: number): string => formatNumber(share * 100, 0);

function nameOf(row: ParetoRow, names: Stops["names"], { index }: PanelContext): string {
  const listed = names.get(row.reason);
  if (listed !== undefined) return local(listed);
  const cause = CAUSES.find((one) => one === row.reason);
  return cause === undefined
    ? nameOfRule(index, row.reason, row.assetUid)
    : t(`cause.${cause}` satisfies TextKey as TextKey);
}

/** One request for all machines. */
async function stopsOf(assets: readonly Asset[], span: Span): Promise<Stops> {
  const uids = assets.map(({ assetUid }) => assetUid);
  const answer = uids.length === 0 ? { stops: [], reasons: [] } : await fetchStops(uids, span);
  return {
    span,
    stops: answer.stops.map(({ assetUid, reason, from, to }) => ({
      ...{ assetUid, reason },
      ...{ fromMs: Date.parse(from), toMs: Date.parse(to) },
    })),
    names: new Map(answer.reasons.map(({ code, name }) => [code, name])),
  };
}
