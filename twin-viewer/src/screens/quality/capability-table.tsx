import type { ComponentChildren } from "preact";
import { FEW_VALUES, USUAL_CPK } from "../../../../edge/contracts/quality/capability-row.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment, formatNumber } from "../../data/format.ts";
import type { CapabilityRowAnswer, IndexAnswer } from "../../data/quality-api.ts";
import { openSeries } from "../../data/quality-rows.ts";
import { moment } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { SortHead } from "../../panels/sort-head.tsx";
import {
  type CapabilityColumn,
  type CapabilityOrder,
  countedBeyond,
  isBelow,
  operationText,
  SHOWN_COLUMNS,
  stateOf,
} from "./capability-rows.ts";
import { decimalsOfSpread } from "./chart-shape.ts";
import { distributionText, indexText, intervalOf, percentText, withUnit } from "./quality-words.ts";

const TEXTUAL: ReadonlySet<CapabilityColumn> = new Set([
  "feature",
  "operation",
  "machine",
  "distribution",
  "state",
  "frozen",
]);

interface TableProps {
  readonly rows: readonly CapabilityRowAnswer[];
  readonly order: CapabilityOrder;
  readonly onOrder: (order: CapabilityOrder) => void;
}

/** A line for each chart; the name opens its page. */
export function CapabilityTable({ rows, order, onOrder }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than the page.
    <section class="spc-scroll capability-scroll" tabIndex={0} aria-label={t("capability.title")}>
      <table class="table capability-table">
        <thead>
          <tr>
            {SHOWN_COLUMNS.map((column) => (
              <Head key={column} column={column} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.plan} ${row.machine}`} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Head({ column, order, onOrder }: Omit<TableProps, "rows"> & { readonly column: CapabilityColumn }) {
  const isSorted = order.column === column;
  return (
    <SortHead
      class={TEXTUAL.has(column) ? "" : "is-number"}
      isSorted={isSorted}
      isDown={order.isDown}
      onSort={() => onOrder({ column, isDown: isSorted && !order.isDown })}
    >
      {t(`capability.${column}`)}
    </SortHead>
  );
}

function Row({ row }: { row: CapabilityRowAnswer }) {
  const { plan, machine, name, unit, capability, requiredCpk, isDeviation } = row;
  const open = openSeries.value;
  const isOpen = open?.plan === plan && open.machine === machine;
  const share = (value: number | null) => (value === null ? "—" : percentText(value));
  return (
    <tr class={isOpen ? "is-chosen" : ""}>
      <th scope="row">
        <button
          type="button"
          class="link"
          aria-expanded={isOpen}
          onClick={() => {
            openSeries.value = isOpen ? null : { plan, machine };
          }}
        >
          {local(name)}
        </button>
      </th>
      <td>{operationText(row) ?? "—"}</td>
      <td>{machine === "" ? "—" : machine}</td>
      <td class="is-number">
        {formatNumber(capability?.count ?? 0, 0)}
        {capability !== null && capability.count < FEW_VALUES ? <small>{t("spc.table-few")}</small> : null}
      </td>
      <td class="is-number">
        {capability === null
          ? "—"
          : withUnit(formatNumber(capability.mean, decimalsOfSpread(capability.sigmaOverall)), unit)}
        {isDeviation ? <small>{t("spc.table-deviation")}</small> : null}
      </td>
      <td class="is-number">{indexOrDash(capability?.cp)}</td>
      <td class="is-number">
        <Cpk row={row} />
      </td>
      <td class="is-number">{formatNumber(requiredCpk ?? USUAL_CPK, 2)}</td>
      <td class="is-number">{indexOrDash(capability?.pp)}</td>
      <td class="is-number">
        {indexOrDash(capability?.ppk)}
        {capability !== null && capability.cpk === null && isBelow(row) ? <Below /> : null}
      </td>
      <td>{capability === null ? "—" : distributionText(capability)}</td>
      <td class="is-number">{share(countedBeyond(row))}</td>
      <td class="is-number">{share(expectedOf(capability))}</td>
      <State row={row} />
    </tr>
  );
}

/** No distribution has nothing beyond a limit: a share that a double cannot tell from 0 is less than can be given. */
function expectedOf(capability: CapabilityRowAnswer["capability"]): number | null {
  const share = capability?.expectedBeyond ?? null;
  return share === null || capability?.distribution === "empirical" ? share : Math.max(share, Number.MIN_VALUE);
}

function indexOrDash(index: IndexAnswer | null | undefined): string {
  return index == null ? "—" : indexText(index);
}

function Below() {
  return <small class="capability-below">{t("capability.verdict-below")}</small>;
}

/** With its interval; the value of a process that is not in control foretells nothing, and is marked. */
function Cpk({ row }: { row: CapabilityRowAnswer }) {
  const { capability, isOutOfControl } = row;
  const cpk = capability?.cpk ?? null;
  if (cpk === null) return <>—</>;
  const interval = intervalOf(cpk);
  const isUnstable = isOutOfControl && moment.value === null;
  return (
    <>
      {isUnstable ? <span class="unknown">({indexText(cpk)})</span> : <strong>{indexText(cpk)}</strong>}
      {interval === undefined ? null : <small>{t("spc.interval", interval)}</small>}
      {isUnstable ? <small>{t("spc.table-unstable")}</small> : null}
      {isBelow(row) ? <Below /> : null}
    </>
  );
}

/** Chart and limits are known only for now. */
function State({ row }: { row: CapabilityRowAnswer }): ComponentChildren {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { limitsAt, limitsVersion } = row;
  if (moment.value !== null)
    return (
      <>
        <td>—</td>
        <td>—</td>
      </>
    );
  return (
    <>
      <td class="capability-state">
        {row.isOutOfControl ? <span aria-hidden="true">◆ </span> : null}
        {t(`capability.state-${stateOf(row)}`)}
      </td>
      <td>
        {limitsAt === null ? "—" : formatMoment(Date.parse(limitsAt), zone)}
        {limitsVersion === null ? null : <small>{t("spc.table-version", { version: limitsVersion })}</small>}
      </td>
    </>
  );
}
