import type { EnergyNode } from "../../../edge/contracts/energy.ts";
import type { AssetUid } from "../../../edge/contracts/tag.ts";
import type { Span } from "../data/api.ts";
import { usePlant } from "../data/context.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { fetchEnergy } from "../data/production-api.ts";
import { moment, selected } from "../data/signals.ts";
import { shiftKey, shiftSoFar, useQuestion } from "../data/use-question.ts";
import { useSecond } from "../data/use-refresh.ts";
import { t } from "../i18n/language.ts";
import { AnswerNote } from "./answer-note.tsx";

const REFRESH_MS = 15_000;
const SETTLE_MS = 60_000;
/** A residual is a consumer that nobody meters once it is larger than chance makes it. */
const COVERAGE = 2;

/** Where energy and media went in the shift so far, by the tree of meters; of one asset only what is metered of it. */
export function MeterTree({ of }: { of?: AssetUid }) {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  useSecond();
  const question = useQuestion(`energy ${shiftKey(site)}`, () => fetchEnergy(sinceMeters(shiftSoFar(site))), REFRESH_MS);
  const nodes = question.answer?.nodes ?? [];
  const shown = of === undefined ? inOrder(nodes) : nodes.filter((node) => node.of === of || node.assetUid === of).map((node) => ({ node, depth: 0 }));
  if (question.answer !== undefined && shown.length === 0) return null;
  return (
    <section class="card" aria-label={t("energy.tree")}>
      <div class="card-head">
        <h3>{t("energy.tree")}</h3>
        <span class="card-note">{t("kpi.since", { time: formatClock(sinceMeters(shiftSoFar(site)).fromMs, site.timeZone, false) })}</span>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <table class="table meter-tree is-fitted">
        <thead>
          <tr>
            <th>{t("energy.meter")}</th>
            <th class="is-number">{t("energy.amount")}</th>
            <th class="is-number">{t("energy.residual")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ node, depth }) => (
            <Node key={node.label} node={node} depth={depth} />
          ))}
        </tbody>
      </table>
      <p class="answer-note">{t("energy.key")}</p>
    </section>
  );
}

/** Meters are heard a little after the first machines. */
function sinceMeters({ fromMs, toMs }: Span): Span {
  return { fromMs: Math.min(fromMs + SETTLE_MS, toMs - 1000), toMs };
}

/** Each meter with those below it right behind it; those that are in no tree come last. */
function inOrder(nodes: readonly EnergyNode[]): readonly { readonly node: EnergyNode; readonly depth: number }[] {
  const labels = new Set(nodes.map(({ label }) => label));
  const below = (label: string | null, depth: number): { node: EnergyNode; depth: number }[] =>
    nodes.filter((node) => (label === null ? node.below === null || !labels.has(node.below) : node.below === label)).flatMap((node) => [{ node, depth }, ...below(node.label, depth + 1)]);
  const parents = new Set(nodes.map((node) => node.below));
  const roots = below(null, 0);
  const isInTree = ({ node, depth }: { node: EnergyNode; depth: number }): boolean => depth > 0 || parents.has(node.label);
  return [...roots.filter(isInTree), ...roots.filter((one) => !isInTree(one))];
}

function Node({ node: { assetUid, label, amount, unit, u, rate, residual, idle, perPiece, method, isUncertain }, depth }: { node: EnergyNode; depth: number }) {
  const symbol = unit === "m3" ? "m³" : unit;
  return (
    <tr>
      <td style={{ paddingInlineStart: `${4 + 12 * depth}px` }}>
        <button type="button" class="link" onClick={() => (selected.value = assetUid)}>
          {label}
        </button>
        {method === "integrated" ? <em> · {t("energy.integrated")}</em> : null}
        {isUncertain ? <em> · {t("energy.uncertain")}</em> : null}
        {idle === null && perPiece === null ? null : (
          <div class="order-counts">
            {[perPiece === null ? "" : `${t("energy.per-piece")} ${formatNumber(perPiece.amount, 3)} ${symbol}`, idle === null ? "" : `${t("energy.idle")} ${formatNumber(idle.kW, 2)} kW`]
              .filter(Boolean)
              .join(" · ")}
          </div>
        )}
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
        {residual === null ? null : <Measured amount={residual.amount} u={residual.uc} symbol={symbol} />}
        {residual !== null && Math.abs(residual.amount) > COVERAGE * residual.uc ? <div class="order-counts">{t("energy.beyond")}</div> : null}
      </td>
    </tr>
  );
}

/** The last digit of an amount is the first of its uncertainty, with its unit in a line, and the uncertainty below. */
function Measured({ amount, u, symbol }: { amount: number; u: number | null; symbol: string }) {
  const digits = u === null || u === 0 ? 1 : Math.min(Math.max(-Math.floor(Math.log10(u)), 0), 4);
  return (
    <>
      {formatNumber(amount, digits)} {symbol}
      {u === null ? null : <div class="order-counts">± {formatNumber(u, digits)}</div>}
    </>
  );
}
