/** Every kind of panel: how it is drawn, and how a new one begins. */
import type { JSX } from "preact";
import type { Panel, PanelKind, PanelScope } from "../../../../../edge/contracts/dashboards/dashboard.ts";
import type { PanelPlace } from "../../../../../edge/contracts/dashboards/grid.ts";
import { can } from "../../../../../edge/contracts/plant/kinds.ts";
import { local } from "../../../i18n/language.ts";
import { EnergyCard } from "../../../panels/energy-card.tsx";
import { KpiStrip } from "../../../panels/kpi-strip.tsx";
import { assetsOf, type PanelContext, signalOf, signalsOf } from "../scope.ts";
import { AlertsPanel } from "./alerts-panel.tsx";
import { BalancePanel } from "./balance-panel.tsx";
import { BarPanel } from "./bar-panel.tsx";
import { DuePanel } from "./due-panel.tsx";
import { GaugePanel } from "./gauge-panel.tsx";
import { scaleOf } from "./gauge-scale.ts";
import { MapPanel } from "./map-panel.tsx";
import type { PanelProps } from "./panel-props.ts";
import { ParetoPanel } from "./pareto-panel.tsx";
import { StatesPanel } from "./states-panel.tsx";
import { TablePanel } from "./table-panel.tsx";
import { TrendPanel } from "./trend-panel.tsx";
import { ValuePanel } from "./value-panel.tsx";

/** Kinds in the order of the palette. */
export const PANEL_KINDS = [
  "value",
  "gauge",
  "table",
  "bar",
  "trend",
  "states",
  "pareto",
  "map",
  "alerts",
  "due",
  "kpis",
  "energy",
  "balance",
  "text",
] as const satisfies readonly PanelKind[];

const SIZES: Readonly<Record<PanelKind, Pick<PanelPlace, "w" | "h">>> = {
  value: { w: 3, h: 2 },
  gauge: { w: 3, h: 3 },
  table: { w: 6, h: 4 },
  bar: { w: 4, h: 4 },
  trend: { w: 6, h: 4 },
  states: { w: 6, h: 3 },
  pareto: { w: 6, h: 4 },
  map: { w: 6, h: 5 },
  alerts: { w: 4, h: 5 },
  due: { w: 5, h: 5 },
  kpis: { w: 12, h: 1 },
  energy: { w: 5, h: 6 },
  balance: { w: 7, h: 6 },
  text: { w: 4, h: 2 },
};

export function sizeOf(kind: PanelKind): Pick<PanelPlace, "w" | "h"> {
  return SIZES[kind];
}

/** A new panel that shows something at once: a signal that the assets of the dashboard have. */
export function newPanel(kind: PanelKind, at: PanelPlace, context: PanelContext): Panel {
  switch (kind) {
    case "value":
    case "gauge":
      return { kind, at, ...firstSignal(kind, context) };
    case "bar":
      return { kind, at, signal: firstSignal(kind, context).signal };
    case "table":
      return { kind, at, signals: [firstSignal(kind, context).signal] };
    case "trend": {
      const { signal, ...scope } = firstSignal(kind, context);
      return { kind, at, signals: [signal], ...scope };
    }
    case "text":
      return { kind, at, text: { zh: "文本", en: "Text" } };
    default:
      return { kind, at };
  }
}

/** A signal and the first asset that has it; where people choose the asset in the head, their choice counts. */
function firstSignal(kind: PanelKind, context: PanelContext): { readonly signal: string; readonly scope?: PanelScope } {
  const assets = assetsOf({ kind: "map", at: { x: 0, y: 0, w: 1, h: 1 } }, context);
  const tags = signalsOf(assets, context.index);
  const numbers = tags.filter(({ type, isStatic }) => type === "number" && isStatic !== true);
  const found = (kind === "gauge" ? numbers.find((tag) => scaleOf(tag, {}) !== undefined) : numbers[0]) ?? tags[0];
  if (found === undefined) return { signal: "power/active-power" };
  const label = context.index.asset(found.assetUid)?.label;
  const isChosen = label === undefined || context.dashboard.variable?.kind === "asset";
  return { signal: signalOf(found), ...(isChosen ? {} : { scope: { asset: label } }) };
}

export function PanelBody({ panel, context }: { panel: Panel; context: PanelContext }): JSX.Element {
  switch (panel.kind) {
    case "value":
      return <ValuePanel panel={panel} context={context} />;
    case "gauge":
      return <GaugePanel panel={panel} context={context} />;
    case "table":
      return <TablePanel panel={panel} context={context} />;
    case "bar":
      return <BarPanel panel={panel} context={context} />;
    case "states":
      return <StatesPanel panel={panel} context={context} />;
    case "pareto":
      return <ParetoPanel panel={panel} context={context} />;
    case "map":
      return <MapPanel panel={panel} context={context} />;
    case "trend":
      return <TrendPanel panel={panel} context={context} />;
    case "alerts":
      return <AlertsPanel panel={panel} context={context} />;
    case "due":
      return <DuePanel panel={panel} context={context} />;
    case "kpis":
      return <KpiStrip />;
    case "energy":
      return <EnergyCard />;
    case "balance":
      return <BalancePanel panel={panel} context={context} />;
    case "text":
      return <TextPanel panel={panel} context={context} />;
  }
}

function TextPanel({ panel }: PanelProps<"text">) {
  return <p class="dash-text">{local(panel.text)}</p>;
}

/** Whether the plant has something for a panel of this kind. */
export function isUseful(kind: PanelKind, { index }: PanelContext): boolean {
  const { assets } = index.plant;
  if (kind === "energy" || kind === "balance") return assets.some((asset) => can(asset, "meters"));
  if (kind === "states" || kind === "pareto")
    return assets.some(({ assetUid }) => index.tagWith(assetUid, "item-state") !== undefined);
  return kind !== "map" || assets.some(({ pose }) => pose !== undefined);
}
