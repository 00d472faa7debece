/** Dashboards that every plant has without any YAML, made from what its config declares. */
import { AREA_LEVELS, areaPathOf } from "../plant/equipment-path.ts";
import { type Capable, can } from "../plant/kinds.ts";
import type { LocalizedText } from "../plant/tag.ts";
import type { Dashboard, Panel } from "./dashboard.ts";

/** An asset as far as generated dashboards need it. */
interface DashboardAsset extends Capable {
  readonly label: string;
  readonly equipmentPath: string;
  /** Whether it reports a state by the role `item-state`. */
  readonly hasState: boolean;
}

export interface DashboardPlant {
  readonly assets: readonly DashboardAsset[];
  readonly places: readonly { readonly path: string; readonly name: LocalizedText }[];
}

/** Path of the area of an asset: the third level. Undefined where its path is shorter. */
function areaOfPath(path: string): string | undefined {
  return path.split("/").length < AREA_LEVELS ? undefined : areaPathOf(path);
}

/** Paths of the places that an asset stands in: its area, then its line, its cell and further levels. */
export function placesOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.slice(2).map((_, i) => parts.slice(0, i + 3).join("/"));
}

/** Id of the generated dashboard of an area. */
export function areaDashboardId(area: string): string {
  const word = area.split("/").at(-1) ?? "";
  return `area-${word.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`.slice(0, 60);
}

/** The generated dashboards, those of areas first, in the order of the config. */
export function generatedDashboards(plant: DashboardPlant): readonly Dashboard[] {
  const areas = new Map<string, DashboardAsset[]>();
  for (const asset of plant.assets) {
    const area = areaOfPath(asset.equipmentPath);
    if (area === undefined) continue;
    const list = areas.get(area) ?? [];
    list.push(asset);
    areas.set(area, list);
  }
  const all = [...areas].flatMap(([area, assets]) =>
    assets.some(({ hasState }) => hasState) ? [areaDashboard(area, plant)] : [],
  );
  const some = (test: (asset: DashboardAsset) => boolean) => plant.assets.some(test);
  if (some(({ hasState }) => hasState)) all.push(maintenanceDashboard());
  if (some((asset) => can(asset, "meters"))) all.push(energyDashboard());
  const inspection = plant.assets.find((asset) => can(asset, "inspects") && asset.hasState);
  if (inspection !== undefined) all.push(qualityDashboard(inspection.kind));
  return all;
}

function areaDashboard(area: string, { places }: DashboardPlant): Dashboard {
  const word = area.split("/").at(-1) ?? area;
  const title = places.find(({ path }) => path === area)?.name ?? { zh: word, en: word };
  const panels: Panel[] = [
    { kind: "map", at: { x: 0, y: 0, w: 8, h: 6 } },
    { kind: "alerts", at: { x: 8, y: 0, w: 4, h: 6 } },
    { kind: "states", at: { x: 0, y: 6, w: 7, h: 4 }, seconds: 28_800 },
    { kind: "pareto", at: { x: 7, y: 6, w: 5, h: 4 }, seconds: 28_800 },
  ];
  return { id: areaDashboardId(area), title, variable: { kind: "area", default: area }, panels };
}

function maintenanceDashboard(): Dashboard {
  return {
    id: "maintenance",
    title: { zh: "维护", en: "Maintenance" },
    panels: [
      { kind: "due", at: { x: 0, y: 0, w: 7, h: 6 } },
      { kind: "alerts", at: { x: 7, y: 0, w: 5, h: 6 } },
      { kind: "states", at: { x: 0, y: 6, w: 7, h: 4 }, seconds: 86_400 },
      { kind: "pareto", at: { x: 7, y: 6, w: 5, h: 4 }, seconds: 86_400 },
    ],
  };
}

function energyDashboard(): Dashboard {
  return {
    id: "energy",
    title: { zh: "能源", en: "Energy" },
    panels: [
      { kind: "energy", at: { x: 0, y: 0, w: 5, h: 8 } },
      { kind: "map", at: { x: 5, y: 0, w: 7, h: 8 } },
      { kind: "balance", at: { x: 0, y: 8, w: 12, h: 6 }, seconds: 86_400 },
    ],
  };
}

function qualityDashboard(kind: string): Dashboard {
  return {
    id: "quality",
    title: { zh: "质量", en: "Quality" },
    variable: { kind: "kind", default: kind },
    panels: [
      { kind: "states", at: { x: 0, y: 0, w: 7, h: 4 }, seconds: 28_800 },
      { kind: "alerts", at: { x: 7, y: 0, w: 5, h: 8 } },
      { kind: "pareto", at: { x: 0, y: 4, w: 7, h: 4 }, seconds: 28_800 },
    ],
  };
}
