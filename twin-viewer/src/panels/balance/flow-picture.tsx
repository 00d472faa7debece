import { amountUnit } from "../../../../edge/contracts/words/figure-text.ts";
import { type FlowBar, flowTree } from "../../charts/flow-tree.ts";
import { formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { useSize } from "../use-size.ts";
import type { NodeChoice } from "./node-choice.ts";
import { type BalancePart, type BalanceRow, balanceParts } from "./rows.ts";

const BAR = 7;
const FLOW_HEIGHT = 190;
const ROW = 18;
const GAP = 4;
/** Text of a column needs this. */
const LEAST_COLUMN = 185;
const TEXT_GAP = 5;
const MOST_LETTERS = 22;

/**
 * The balance as a Sankey diagram. Each bar is a button; the table below says the same for those who do not see it.
 * Without a choice the picture is only looked at.
 */
export function FlowPicture({ rows, choice }: PictureProps) {
  // Without an amount at the root, parts would look like the whole.
  if (rows.every(({ depth, node }) => depth > 0 || node.reconciled === null))
    return <p class="empty">{t("balance.nothing-known")}</p>;
  return <Picture rows={rows} {...(choice === undefined ? {} : { choice })} />;
}

interface PictureProps {
  rows: readonly BalanceRow[];
  choice?: NodeChoice;
}

function Picture({ rows, choice }: PictureProps) {
  const { host, size } = useSize<HTMLDivElement>();
  const parts = balanceParts(rows);
  const depth = Math.max(0, ...rows.map((row) => row.depth + (row.isOpen ? 1 : 0)));
  const columnWidth = Math.max(LEAST_COLUMN, Math.floor((size.width - 2) / (depth + 1)));
  const sizes = { columnWidth, barWidth: BAR, flowHeight: FLOW_HEIGHT, row: ROW, gap: GAP };
  const shape = flowTree(
    parts.map(({ id, above, value }) => ({ id, above, value })),
    sizes,
  );
  const width = shape.columns * columnWidth;
  const byId = new Map(parts.map((part) => [part.id, part]));
  const open = new Map(rows.map((row) => [row.node.id, row]));
  return (
    <section
      class="balance-picture"
      ref={host}
      aria-label={t("balance.picture")}
      tabIndex={width > size.width + 1 ? 0 : -1}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the section has the name, each bar its own title */}
      <svg class="balance-flow" width={width} height={shape.height + 2} viewBox={`0 -1 ${width} ${shape.height + 2}`}>
        {shape.bands.map(({ id, path }) => (
          <path key={id} class={`balance-band is-${byId.get(id)?.kind ?? "node"}`} d={path} />
        ))}
        {shape.bars.map((bar) => {
          const part = byId.get(bar.id);
          return part === undefined ? null : (
            <Bar key={bar.id} bar={bar} part={part} row={open.get(bar.id)} choice={choice} columnWidth={columnWidth} />
          );
        })}
      </svg>
      <Key kinds={new Set(parts.map(({ kind }) => kind))} />
    </section>
  );
}

interface BarProps {
  bar: FlowBar;
  part: BalancePart;
  /** Absent for a part of a node. */
  row: BalanceRow | undefined;
  choice: NodeChoice | undefined;
  columnWidth: number;
}

function Bar({ bar, part, row, choice, columnWidth }: BarProps) {
  const x = bar.column * columnWidth;
  const name = nameOf(part);
  const amount = amountOf(part);
  const shown = name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name;
  const act = () => {
    // An open node is looked at first, and closed by a second press.
    if (row?.hasBelow === true && (!row.isOpen || choice?.chosen === part.id)) choice?.toggle(part.id);
    choice?.choose(part.node.id);
  };
  const isButton = choice !== undefined;
  return (
    <g
      class={`balance-bar is-${part.kind}${choice?.chosen === part.id ? " is-chosen" : ""}`}
      {...(isButton
        ? {
            role: "button",
            // SVG names are case sensitive.
            tabindex: 0,
            // A voice that is told what it reads finds the button (WCAG 2.5.3).
            "aria-label": shown === name ? `${name} ${amount}` : `${shown} ${amount}, ${name}`,
            ...(row?.hasBelow === true ? { "aria-expanded": row.isOpen } : {}),
            onClick: act,
            onKeyDown: (event: KeyboardEvent) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              act();
            },
          }
        : {})}
    >
      <title>{`${name}: ${amount}`}</title>
      <rect class="balance-hit" x={x} y={bar.textY - ROW / 2} width={columnWidth - 2} height={ROW} />
      <rect class="balance-fill" x={x} y={bar.y} width={BAR} height={bar.height} />
      <text x={x + BAR + TEXT_GAP} y={bar.textY + 4}>
        {row?.hasBelow === true && !row.isOpen ? "▸ " : ""}
        {shown}{" "}
        <tspan class="balance-amount" dx="6">
          {amount}
        </tspan>
      </text>
    </g>
  );
}

function nameOf({ kind, node }: BalancePart): string {
  if (kind === "unaccounted") return t("balance.unaccounted");
  return kind === "unknown" ? t("balance.unknown-below") : node.id;
}

function amountOf({ kind, value, node }: BalancePart): string {
  if (kind === "missing") return t("balance.not-known");
  return `${formatNumber(value, value >= 100 ? 0 : value >= 1 ? 1 : 2)} ${amountUnit(node.unit)}`;
}

const KEYS = ["estimated", "missing", "loss", "unaccounted", "unknown"] as const;

/** What the fills mean, as far as they occur. */
function Key({ kinds }: { kinds: ReadonlySet<BalancePart["kind"]> }) {
  const shown = KEYS.filter((kind) => kinds.has(kind));
  if (shown.length === 0) return null;
  return (
    <ul class="balance-key">
      {shown.map((kind) => (
        <li key={kind}>
          <svg width="18" height="10" aria-hidden="true">
            <rect class={`balance-band is-${kind}`} x="0.5" y="0.5" width="17" height="9" />
          </svg>
          {t(`balance.key-${kind}`)}
        </li>
      ))}
    </ul>
  );
}
