import { historyRefusal, serverRefusal } from "../../../../edge/contracts/alerts/server-refusal.ts";
import { isAtEdge } from "../../data/carried.ts";
import { formatAge, formatNumber } from "../../data/format.ts";
import type { HealthAnswer, PartAnswer } from "../../data/health-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { useHealth } from "./health.ts";

type SourceAnswer = HealthAnswer["sources"][number];

/** Every source: state and since when, rate, losses, clock. */
export function SourceCard() {
  const health = useHealth();
  return (
    <section class="card" aria-label={t("diagnostics.sources")}>
      <div class="card-head">
        <h2>{t("diagnostics.sources")}</h2>
        <span class="card-note">{health === null ? t("diagnostics.no-answer") : receivedText(health.sources)}</span>
      </div>
      {health?.sources.map((source) => (
        <div key={source.name} class="part">
          <PartHead part={source} kind={source.kind} />
          {isAtEdge() ? <SourceFigures source={source} /> : null}
          {source.lastDrift === null ? null : (
            <span class="part-reason">{t("diagnostics.last-drift", { what: reasonInWords(source.lastDrift) })}</span>
          )}
          <Limits limits={source.limits} withoutItem={source.counts["tagsWithoutItem"] ?? 0} />
        </div>
      ))}
    </section>
  );
}

/** A hub has the links of the sources and none of their figures (rule CV53). */
function receivedText(sources: readonly SourceAnswer[]): string {
  if (!isAtEdge()) return t("diagnostics.figures-at-edge");
  return t("diagnostics.received", { count: formatNumber(total(sources.map((one) => one.received))) });
}

function SourceFigures({ source }: { readonly source: SourceAnswer }) {
  return (
    <span class="part-figures">
      {t("diagnostics.rate", { count: formatNumber(Math.round(source.samplesPerSecond)) })} ·{" "}
      {t("diagnostics.dropped", { count: formatNumber(source.dropped) })}
      {source.clock === null ? "" : ` · ${clockText(source.clock)}`}
      {(source.counts["inexact"] ?? 0) === 0
        ? ""
        : ` · ${t("diagnostics.inexact", { count: formatNumber(source.counts["inexact"] ?? 0) })}`}
      {source.counts["drifted"] === undefined
        ? ""
        : ` · ${t("diagnostics.drifted", { count: formatNumber(source.counts["drifted"]) })}`}
    </span>
  );
}

function limitWords(what: string, detail: string): string {
  return local(what === "history" ? historyRefusal(detail) : serverRefusal(detail));
}

/** Limits that the source's server refuses to exceed, and their effect. */
function Limits({
  limits,
  withoutItem,
}: {
  readonly limits: Readonly<Record<string, string>>;
  readonly withoutItem: number;
}) {
  const refused = LIMITS.filter((what) => limits[what] !== undefined);
  return (
    <>
      {withoutItem === 0 ? null : (
        <span class="part-reason">{t("diagnostics.without-item", { count: formatNumber(withoutItem) })}</span>
      )}
      {refused.map((what) => (
        <span key={what} class="part-reason">
          {t(`diagnostics.limit-${what}`, { detail: limitWords(what, limits[what] ?? "") })}
        </span>
      ))}
    </>
  );
}

const LIMITS = ["items", "subscriptions", "events", "model", "transfer", "history"] as const;

/** Every store that follows the log: written samples and backlog. */
export function SinkCard() {
  const health = useHealth();
  return (
    <section class="card" aria-label={t("diagnostics.sinks")}>
      <div class="card-head">
        <h2>{t("diagnostics.sinks")}</h2>
      </div>
      {health?.sinks.map((sink) => (
        <div key={sink.name} class="part">
          <PartHead part={sink} kind={sink.kind} />
          <span class="part-figures">
            {t("diagnostics.written", { count: formatNumber(sink.written) })} ·{" "}
            {t("diagnostics.backlog", { count: formatNumber(sink.backlogSamples) })} ·{" "}
            {t("diagnostics.rejected", { count: formatNumber(sink.rejected) })}
          </span>
        </div>
      ))}
    </section>
  );
}

/** Marks beside a part's name; every other state has an open circle. */
const PART_MARKS: Readonly<Record<string, string>> = { running: "●", failed: "✕" };

export function PartHead({ part, name = part.name, kind }: { part: PartAnswer; name?: string; kind?: string }) {
  const since = part.since === null ? "" : formatAge(edgeNowMs() - Date.parse(part.since));
  return (
    <>
      <span class="part-name">
        <span aria-hidden="true">{PART_MARKS[part.state] ?? "○"}</span> {name}{" "}
        {kind === undefined ? null : <span class="part-kind">{kind}</span>}
      </span>
      <span class={`part-state${part.state === "running" ? "" : " is-stale"}`}>
        {t(`diagnostics.state-${part.state}`)} {since}
      </span>
      {part.reason === null ? null : <span class="part-reason">{reasonInWords(part.reason)}</span>}
    </>
  );
}

/** "clock +1.2 ms ± 0.4 ms"; the order of two closer events is unknown. */
function clockText({ offsetUs, uncertaintyUs }: { offsetUs: number; uncertaintyUs: number }): string {
  const ms = (us: number) => formatNumber(us / 1000, Math.abs(us) >= 10_000 ? 0 : 1);
  return t("diagnostics.clock", {
    offset: `${offsetUs >= 0 ? "+" : ""}${ms(offsetUs)}`,
    uncertainty: ms(uncertaintyUs),
  });
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
