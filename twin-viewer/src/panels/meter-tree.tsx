import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { EnergyNode } from "../../../edge/contracts/production/energy.ts";
import { amountUnit, measuredTexts } from "../../../edge/contracts/words/figure-text.ts";
import type { Span } from "../data/api.ts";
import { usePlant } from "../data/context.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { type EnergyAnswer, fetchEnergy } from "../data/production-api.ts";
import { moment, selected } from "../data/signals.ts";
import { shiftKey, shiftSoFar, useQuestion } from "../data/use-question.ts";
import { useSecond } from "../data/use-refresh.ts";
import { language } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";
import { AnswerNote } from "./answer-note.tsx";
import { HeardNote, meterAssets } from "./heard-note.tsx";
import { Defined } from "./info-mark.tsx";

const REFRESH_MS = 15_000;
const SETTLE_MS = 60_000;
/** A residual above this limit is an unmetered consumer, not chance. */
const COVERAGE = 2;

/** Use of energy and media in the shift so far, by the meter tree; for one asset only its own meters. */
export function MeterTree({ of }: { of?: AssetUid }) {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  useSecond();
  const question = useQuestion(`energy ${shiftKey(site)}`, () => fetchSinceMeters(shiftSoFar(site)), REFRESH_MS);
  const nodes = question.answer?.nodes ?? [];
  const shown =
    of === undefined
      ? inOrder(nodes)
      : nodes.filter((node) => node.of === of || node.assetUid === of).map((node) => ({ node, depth: 0 }));
  if (question.answer !== undefined && shown.length === 0) return null;
  return (
    <section class="card" aria-label={t("energy.tree")}>
      <div class="card-head">
        <h3>{t("energy.tree")}</h3>
        <span class="card-note">
          {question.answer === undefined
            ? ""
            : t("kpi.since", { time: formatClock(Date.parse(question.answer.from), site.timeZone, false) })}
        </span>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <HeardNote of={of === undefined ? meterAssets : () => [of]} />
      <table class="table meter-tree is-fitted">
        <thead>
          <tr>
            <th>{t("energy.meter")}</th>
            <th class="is-number">
              <Defined figure="amount" name={t("energy.amount")} />
            </th>
            <th class="is-number">
              <Defined figure="residual" name={t("energy.residual")} />
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ node, depth }) => (
            <Node key={node.label} node={node} depth={depth} left={whyNothingIsLeft(node, nodes)} />
          ))}
        </tbody>
      </table>
      <p class="answer-note">{t("energy.key")}</p>
    </section>
  );
}

/**
 * The span of the shift, or from the first data of the meters if that is later. Meters start a little after the first
 * machines.
 */
async function fetchSinceMeters({ fromMs, toMs }: Span): Promise<EnergyAnswer> {
  const from = (ms: number): Span => ({ fromMs: Math.min(ms + SETTLE_MS, toMs - 1000), toMs });
  const answer = await fetchEnergy(from(fromMs));
  const sinceMs = Date.parse(answer.since ?? "");
  const isLater = sinceMs > fromMs && sinceMs < toMs && answer.nodes.every(({ amount }) => amount === null);
  return isLater ? await fetchEnergy(from(sinceMs)) : answer;
}

/** Each meter followed by those below it; meters outside the tree come last. */
function inOrder(nodes: readonly EnergyNode[]): readonly { readonly node: EnergyNode; readonly depth: number }[] {
  const labels = new Set(nodes.map(({ label }) => label));
  const below = (label: string | null, depth: number): { node: EnergyNode; depth: number }[] =>
    nodes
      .filter((node) => (label === null ? node.below === null || !labels.has(node.below) : node.below === label))
      .flatMap((node) => [{ node, depth }, ...below(node.label, depth + 1)]);
  const parents = new Set(nodes.map((node) => node.below));
  const roots = below(null, 0);
  const isInTree = ({ node, depth }: { node: EnergyNode; depth: number }): boolean =>
    depth > 0 || parents.has(node.label);
  return [...roots.filter(isInTree), ...roots.filter((one) => !isInTree(one))];
}

/** Why the residual is unknown; undefined when it is known, and for meters without meters below. */
function whyNothingIsLeft({ label, residual, ...own }: EnergyNode, nodes: readonly EnergyNode[]): string | undefined {
  const below = nodes.filter((node) => node.below === label);
  if (residual !== null || below.length === 0) return undefined;
  const uncertain = [own, ...below].filter(({ isUncertain }) => isUncertain).length;
  return uncertain > 0
    ? t("energy.left-uncertain", { count: uncertain })
    : t("energy.left-unknown", { count: [own, ...below].filter(({ amount }) => amount === null).length });
}

function Node({ node, depth, left }: { node: EnergyNode; depth: number; left: string | undefined }) {
  const { assetUid, label, amount, unit, u, rate, residual } = node;
  const symbol = amountUnit(unit);
  const indent = { paddingInlineStart: `${4 + 12 * depth}px` };
  const more = moreOf(node, symbol);
  return (
    <>
      <tr class={more === "" ? "" : "has-more"}>
        <td style={indent}>
          <button type="button" class="link" onClick={() => (selected.value = assetUid)}>
            {label}
          </button>
        </td>
        <td class="is-number">
          {amount === null ? <em>{t("energy.unknown")}</em> : <Measured amount={amount} u={u} symbol={symbol} />}
          {rate === null || moment.value !== null ? null : (
            <div class="order-counts">
              {formatNumber(rate, 1)} {unit === "kWh" ? "kW" : "m³/h"}
            </div>
          )}
        </td>
        <td class="is-number">
          {left === undefined ? null : (
            <>
              <em>{t("energy.unknown")}</em>
              <div class="order-counts">{left}</div>
            </>
          )}
          {residual === null ? null : <Measured amount={residual.amount} u={residual.uc} symbol={symbol} />}
          {residual !== null && Math.abs(residual.amount) > COVERAGE * residual.uc ? (
            <div class="order-counts">{t("energy.beyond")}</div>
          ) : null}
        </td>
      </tr>
      {more === "" ? null : (
        <tr class="meter-more">
          <td colSpan={3} style={indent}>
            {more}
          </td>
        </tr>
      )}
    </>
  );
}

/** Uncertainty of the amount, and the use per piece and in idle. */
function moreOf({ method, isUncertain, perPiece, idle }: EnergyNode, symbol: string): string {
  return [
    method === "integrated" ? t("energy.integrated") : "",
    isUncertain ? t(method === "counter" ? "energy.uncertain" : "energy.interrupted") : "",
    perPiece === null ? "" : `${t("energy.per-piece")} ${formatNumber(perPiece.amount, 3)}\u00a0${symbol}`,
    idle === null ? "" : `${t("energy.idle")} ${formatNumber(idle.kW, 2)}\u00a0kW`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** An amount with its unit in a line, and its uncertainty below. */
function Measured({ amount, u, symbol }: { amount: number; u: number | null; symbol: string }) {
  const shown = measuredTexts(amount, u, language.value);
  return (
    <>
      {shown.amount} {symbol}
      {shown.u === undefined ? null : <div class="order-counts">± {shown.u}</div>}
    </>
  );
}
