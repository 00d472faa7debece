/** Hazards and resources of the register as marks of the picture. Pure. */

import type { LocalizedText } from "../../../../../edge/contracts/plant/tag.ts";
import { RISK_LEVELS, type RiskLevel } from "../../../../../edge/contracts/safety/risk.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import type { HazardAnswer, InspectionsAnswer, RegisterAnswer, ResourceAnswer } from "../../../data/safety-api.ts";
import { local, t } from "../../../i18n/language.ts";
import type { RegisterMap } from "../../../panels/register-map.ts";
import type { FloorShape } from "../../../scene/layers/floor-shapes.ts";
import type { LayerLabel, LegendEntry } from "../../../scene/layers/layer.ts";
import { HAZARD_ICON, RESOURCE_ICONS, type ResourceKind } from "./icons.ts";

/** A hazard's level or a resource's kind: what the filter chooses by. */
export type MarkKind = RiskLevel | ResourceKind;

/** A hazard or resource that can be found on the map, in the list and by its card. */
export interface Mark {
  readonly key: string;
  readonly id: string;
  readonly kind: MarkKind;
  readonly name: LocalizedText;
  readonly place: LocalizedText;
  readonly area: LocalizedText;
  /** Null where the plant does not say where it is. */
  readonly at: readonly [x: number, y: number] | null;
  readonly hazard?: HazardAnswer;
  readonly resource?: ResourceAnswer & { readonly due: DueState };
}

/** `expired` and `late` come first: a resource that nobody may rely on. */
export interface DueState {
  readonly state: "expired" | "late" | "due" | "none" | "unknown";
  /** Day or time of it; null for none, and while the inspections are not known. */
  readonly at: string | null;
}

/** `today` by the site's clocks, as 2026-11-30. */
export function marksOf(
  register: RegisterAnswer,
  {
    inspections,
    today,
    nowMs,
  }: { readonly inspections: InspectionsAnswer | undefined; readonly today: string; readonly nowMs: number },
): readonly Mark[] {
  const hazards = register.hazards
    .toSorted((a, b) => RISK_LEVELS.indexOf(a.level) - RISK_LEVELS.indexOf(b.level))
    .map(
      (hazard): Mark => ({
        ...placed(hazard),
        key: `hazard ${hazard.id}`,
        kind: hazard.level,
        name: hazard.name,
        hazard,
      }),
    );
  const resources = register.resources.map((resource): Mark => {
    const due = dueOf(resource, { inspections, today, nowMs });
    const name = resource.name ?? { zh: "", en: "" };
    return {
      ...placed(resource),
      key: `resource ${resource.id}`,
      kind: resource.kind,
      name,
      resource: { ...resource, due },
    };
  });
  return [...hazards, ...resources];
}

function placed({ id, place }: Pick<HazardAnswer, "id" | "place">): Pick<Mark, "id" | "place" | "area" | "at"> {
  const { position } = place;
  return { id, place: place.name, area: place.area, at: position === null ? null : [position.x, position.y] };
}

function dueOf(
  { id, expires }: ResourceAnswer,
  {
    inspections,
    today,
    nowMs,
  }: { readonly inspections: InspectionsAnswer | undefined; readonly today: string; readonly nowMs: number },
): DueState {
  if (expires !== null && expires < today) return { state: "expired", at: expires };
  if (inspections === undefined) return { state: "unknown", at: null };
  const open = inspections.open.find(({ task }) => task === `resource/${id}`);
  if (open === undefined) return { state: "none", at: expires };
  return { state: Date.parse(open.to) < nowMs ? "late" : "due", at: open.to };
}

/** What is wrong with a resource, in words; empty where nothing is known to be. */
export function dueWord({ state, at }: DueState): string {
  return state === "expired" ? t("map.expired", { day: at ?? "" }) : state === "late" ? t("map.late") : "";
}

/** Areas in the colour of their highest level, a ring around each machine with a hazard, and a label for each mark. */
export function pictureOf(marks: readonly Mark[], shown: ReadonlySet<MarkKind>, index: PlantIndex): RegisterMap {
  const visible = marks.filter(({ kind }) => shown.has(kind));
  const placedOnes = visible.filter(({ at }) => at !== null);
  return {
    floor: [...tinted(visible, index), ...ringed(visible, index)],
    labels: placedOnes.toSorted((a, b) => urgency(a) - urgency(b)).map(labelOf),
    legend: legendOf(visible),
    note: t("map.count", {
      hazards: visible.filter(({ hazard }) => hazard !== undefined).length,
      resources: visible.filter(({ resource }) => resource !== undefined).length,
      unplaced: visible.length - placedOnes.length,
    }),
  };
}

function tinted(marks: readonly Mark[], index: PlantIndex): FloorShape[] {
  return index.plant.zones.flatMap((zone): FloorShape[] => {
    // Marks are in the order of their levels.
    const worst = marks.find(({ hazard }) => hazard?.place.zone === zone.id)?.hazard;
    if (worst === undefined) return [];
    return [{ kind: "area", polygon: zone.polygon, color: worst.level, alpha: 0.34, dashM: 0 }];
  });
}

function ringed(marks: readonly Mark[], index: PlantIndex): FloorShape[] {
  return marks.flatMap(({ hazard }): FloorShape[] => {
    const asset = hazard?.place.asset == null ? undefined : index.byLabel(hazard.place.asset);
    if (hazard === undefined || asset === undefined) return [];
    const { x = 3, y = 3 } = asset.size ?? {};
    return [{ kind: "ring", at: asset.assetUid, radiusM: Math.hypot(x, y) / 2 + 0.6, color: hazard.level, dashM: 0 }];
  });
}

function urgency({ hazard, resource }: Mark): number {
  if (hazard !== undefined) return RISK_LEVELS.indexOf(hazard.level) * 2;
  return resource?.due.state === "expired" || resource?.due.state === "late" ? 1 : 9;
}

function labelOf({ key, id, at, name, hazard, resource }: Mark): LayerLabel {
  const value =
    hazard === undefined ? dueWord(resource?.due ?? { state: "none", at: null }) : t(`risk.${hazard.level}`);
  const icon =
    hazard === undefined
      ? { path: RESOURCE_ICONS[(resource as ResourceAnswer).kind], looks: "mark-icon" }
      : { path: HAZARD_ICON, looks: `mark-icon sr-mark-${hazard.level}` };
  const place = at ?? [0, 0];
  return { key, place, icon, title: id, text: hazard === undefined ? "" : local(name), value, age: "" };
}

function legendOf(marks: readonly Mark[]): LegendEntry[] {
  const levels = RISK_LEVELS.filter((level) => marks.some(({ kind }) => kind === level));
  return levels.map((level) => ({ swatches: [`risk-${level}`], text: `risk.${level}` }));
}
