import { useEffect, useRef } from "preact/hooks";
import type { TreeNodeView, Uncertain } from "../../../../edge/contracts/production/energy-tree.ts";
import { restRatio, restState } from "../../../../edge/contracts/production/rest-state.ts";
import { amountUnit, measuredTexts } from "../../../../edge/contracts/words/figure-text.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber, formatRatio } from "../../data/format.ts";
import { openPlace } from "../../data/piece-focus.ts";
import { alerts, openAlert, screen } from "../../data/signals.ts";
import { language } from "../../i18n/chosen.ts";
import { local, t } from "../../i18n/language.ts";
import type { NodeChoice } from "./node-choice.ts";
import { type BalanceRow, sureness } from "./rows.ts";

const INDENT_PX = 14;
const ALL = 0.9995;

/** The tree with residuals: what the picture shows, in words, for keys and readers too. */
export function BalanceTable({ rows, choice }: { rows: readonly BalanceRow[]; choice: NodeChoice }) {
  return (
    <div class="balance-scroll">
      <table class="table is-fitted balance-table" aria-label={t("balance.tree")}>
        <thead>
          <tr>
            <th>{t("balance.node")}</th>
            <th class="is-number balance-measured">{t("balance.measured")}</th>
            <th class="is-number">{t("balance.reconciled")}</th>
            <th class="is-number">{t("balance.residual")}</th>
            <th>{t("balance.state")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Node key={row.node.id} row={row} choice={choice} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Node({ row, choice }: { row: BalanceRow; choice: NodeChoice }) {
  const { node, depth, hasBelow, isOpen } = row;
  const { id, kind, measured, reconciled, rest } = node;
  const index = usePlant();
  const asset = index?.byLabel(id);
  const isChosen = choice.chosen === id;
  const line = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    <tr ref={line} class={isChosen ? "is-own" : ""} aria-current={isChosen ? "true" : undefined}>
      <th scope="row" class="balance-name" style={{ paddingInlineStart: `${INDENT_PX * depth}px` }}>
        {hasBelow ? (
          <button
            type="button"
            class="balance-opener"
            aria-expanded={isOpen}
            aria-label={t(isOpen ? "balance.close" : "balance.open-node", { name: id })}
            onClick={() => choice.toggle(id)}
          >
            {isOpen ? "▾" : "▸"}
          </button>
        ) : (
          <span class="balance-opener" aria-hidden="true" />
        )}
        <button type="button" class="link" onClick={() => choice.choose(id)}>
          {id}
        </button>
        <span class="visually-hidden">{t("balance.at-level", { n: depth + 1 })}</span>
        <div class="order-counts">
          {asset === undefined ? t(`balance.kind-${kind}`) : local(asset.name)}
          {isChosen ? <Pieces of={id} /> : null}
        </div>
      </th>
      <td class="is-number balance-measured">
        <Amount value={measured} node={node} />
      </td>
      <td class="is-number">
        <Amount value={reconciled} node={node} />
      </td>
      <td class="is-number">{rest === null ? null : <Rest rest={rest} node={node} />}</td>
      <td>
        <State row={row} />
      </td>
    </tr>
  );
}

function Amount({ value, node }: { value: Uncertain | null; node: TreeNodeView }) {
  if (value === null) return <em>{t("balance.not-known")}</em>;
  const { amount, u } = measuredTexts(value.amount, 2 * value.u, language.value);
  return (
    <>
      {amount} {amountUnit(node.unit)}
      <div class="order-counts">± {u}</div>
    </>
  );
}

/** Of an incomplete node a rest is what no meter below measures; anything else should be nothing. */
function Rest({ rest, node }: { rest: Uncertain; node: TreeNodeView }) {
  const { amount } = measuredTexts(rest.amount, rest.u, language.value);
  if (!node.isComplete && rest.amount > 0)
    return (
      <>
        {amount} {amountUnit(node.unit)}
        <div class="order-counts">{t("balance.unaccounted")}</div>
      </>
    );
  return (
    <>
      {formatNumber(restRatio(rest), 1)}
      <div class="order-counts">
        {amount} {amountUnit(node.unit)}
      </div>
    </>
  );
}

/** The state with a sign, the suspect with its gain, and what the amount rests on. */
function State({ row: { node, suspectGain } }: { row: BalanceRow }) {
  const { id, rest, isComplete, isUncertain, kind, knownShare, usedShare, removedShare } = node;
  const state = rest === null ? null : restState(rest, isComplete);
  const alert = alerts.value.find(({ rule }) => rule === `energy/balance/${id}`);
  const sure = sureness(node);
  const notes = [
    sure !== "estimated" || kind === "loss"
      ? ""
      : usedShare === 0
        ? t("balance.estimated")
        : t("balance.estimated-part", { percent: formatRatio(knownShare - usedShare + removedShare) }),
    isUncertain ? t("balance.uncertain") : "",
    removedShare > 0 ? t("balance.removed", { percent: formatRatio(removedShare) }) : "",
    sure !== "missing" && knownShare < ALL ? t("balance.part-known", { percent: formatRatio(knownShare) }) : "",
  ].filter((note) => note !== "");
  return (
    <>
      {state === null ? null : (
        <span class={`balance-state is-${state}`}>
          <span aria-hidden="true">{SIGNS[state]} </span>
          {t(`balance.state-${state}`)}
        </span>
      )}
      {suspectGain === null ? null : (
        <div class="balance-suspect">
          {t("balance.suspect")}: {t("balance.suspect-gain", { gain: signed(100 * suspectGain) })}
        </div>
      )}
      {notes.length === 0 ? null : <div class="order-counts">{notes.join(" · ")}</div>}
      {alert === undefined ? null : (
        <button type="button" class="link" onClick={() => (openAlert.value = { alertUid: alert.alertUid })}>
          {t("balance.alert")}
        </button>
      )}
    </>
  );
}

/** Shapes, not colours: those of alarms stay with alarms. */
const SIGNS = { normal: "○", watched: "◐", beyond: "●" } as const;

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${formatNumber(value, 2)}`;
}

/** From a machine to its pieces, each of which has its energy. */
function Pieces({ of }: { of: string }) {
  const index = usePlant();
  const meter = index?.byLabel(of);
  const machine = meter?.meters === undefined ? meter : index?.asset(meter.meters);
  if (machine === undefined || index?.tagWith(machine.assetUid, "item-state") === undefined) return null;
  return (
    <button
      type="button"
      class="link balance-pieces"
      onClick={() => {
        openPlace.value = machine.label;
        screen.value = "material";
      }}
    >
      {t("balance.pieces", { machine: machine.label })}
    </button>
  );
}
