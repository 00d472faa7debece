/** The `dashboards:` section of a plant's config. */

import {
  type Dashboard,
  type DashboardReader,
  type Dashboards,
  dashboardsConfig,
  type Panel,
  type PanelScope,
} from "../contracts/dashboards/dashboard.ts";
import { generatedDashboards, placesOf } from "../contracts/dashboards/generated.ts";
import { COLUMNS, MOST_ROWS, overlap } from "../contracts/dashboards/grid.ts";
import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { AssetConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { defineSection, type SectionContext } from "../contracts/plant/section.ts";
import { problem } from "./problem-table.ts";

type Steps = SectionProblem["steps"];
type Add = (steps: Steps, text: ConfigText) => void;

/** Problems that the schema cannot detect: unknown assets and dashboards, panels over each other. */
function dashboardProblems(
  { list, rotation, defaults }: Dashboards,
  assets: readonly AssetConfig[],
): readonly SectionProblem[] {
  const problems: SectionProblem[] = [];
  const add: Add = (steps, text) => problems.push({ steps: ["dashboards", ...steps], ...text });
  const known = knownNames(assets);
  const own = new Set<string>();
  for (const [i, dashboard] of list.entries()) {
    if (own.has(dashboard.id)) add(["list", i, "id"], problem("dashboard-twice", { id: dashboard.id }));
    own.add(dashboard.id);
    checkDashboard(dashboard, ["list", i], { known, add });
  }
  const ids = new Set([...own, ...generatedIds(assets)]);
  const unknown = (id: string) => problem("dashboard-unknown", { id, ids: [...ids].slice(0, 20).join(", ") });
  for (const [i, { dashboard }] of rotation.entries())
    if (!ids.has(dashboard)) add(["rotation", i, "dashboard"], unknown(dashboard));
  for (const [role, id] of Object.entries(defaults))
    if (id !== undefined && !ids.has(id)) add(["defaults", role], unknown(id));
  return problems;
}

type Known = Readonly<Record<"asset" | "kind" | "area", ReadonlySet<string>>>;

function knownNames(assets: readonly AssetConfig[]): Known {
  return {
    asset: new Set(assets.map(({ label }) => label)),
    kind: new Set(assets.map(({ kind }) => kind)),
    area: new Set(assets.flatMap(({ equipmentPath }) => placesOf(equipmentPath))),
  };
}

function generatedIds(assets: readonly AssetConfig[]): readonly string[] {
  const plain = assets.map((asset) => ({
    ...asset,
    hasState: asset.tags.some(({ shape }) => shape.role === "item-state"),
  }));
  return generatedDashboards({ assets: plain, places: [] }).map(({ id }) => id);
}

function checkDashboard(
  { variable, panels }: Dashboard,
  steps: Steps,
  { known, add }: { readonly known: Known; readonly add: Add },
): void {
  const refuse = (kind: keyof Known, name: string, at: Steps) => {
    if (known[kind].has(name)) return;
    const example = [...known[kind]][0] ?? "";
    add(at, problem("dashboard-scope", { kind, name, example }));
  };
  if (variable !== undefined) refuse(variable.kind, variable.default, [...steps, "variable", "default"]);
  for (const [i, panel] of panels.entries()) {
    const at = [...steps, "panels", i];
    for (const [kind, name] of Object.entries(scopeOf(panel) ?? {}))
      if (name !== undefined) refuse(kind as keyof Known, name, [...at, "scope", kind]);
    checkPanel(panel, at, add);
    const other = panels.slice(0, i).findIndex((one) => overlap(one.at, panel.at));
    if (other !== -1) add([...at, "at"], problem("panel-overlap", { other: other + 1 }));
  }
}

function scopeOf(panel: Panel): PanelScope | undefined {
  return "scope" in panel ? panel.scope : undefined;
}

function checkPanel(panel: Panel, steps: Steps, add: Add): void {
  const { x, y, w, h } = panel.at;
  if (x + w > COLUMNS || y + h > MOST_ROWS)
    add([...steps, "at"], problem("panel-outside", { columns: COLUMNS, rows: MOST_ROWS }));
  if (panel.kind === "gauge" && panel.min !== undefined && panel.max !== undefined && panel.min >= panel.max)
    add([...steps, "min"], problem("panel-scale", {}));
  if (panel.kind === "trend" && (panel.signals === undefined) === (panel.view === undefined))
    add(steps, problem("panel-trend", {}));
}

/** `dashboards` in the plant's config; a reload takes effect at once. */
export const dashboardsSection = defineSection({
  name: "dashboards",
  schema: dashboardsConfig,
  live: true,
  problems: dashboardProblems,
  open: (section: Dashboards, _context: SectionContext) => {
    let present = section;
    const dashboards: DashboardReader = { read: () => present };
    return {
      offers: { dashboards },
      apply: (next: Dashboards) => {
        present = next;
      },
      close: () => undefined,
    };
  },
});
