/** Hazards, resources and work of safety as marks of the picture. Pure. */

import type { AlertView } from "../../../../../edge/contracts/alerts/alert.ts";
import type { Asset } from "../../../../../edge/contracts/plant/plant.ts";
import type { LocalizedText } from "../../../../../edge/contracts/plant/tag.ts";
import { RISK_LEVELS, type RiskLevel } from "../../../../../edge/contracts/safety/risk.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import type {
  HazardAnswer,
  InspectionsAnswer,
  PlaceAnswer,
  RegisterAnswer,
  ResourceAnswer,
} from "../../../data/safety-api.ts";
import { local, t } from "../../../i18n/language.ts";
import type { FloorShape } from "../../../scene/layers/floor-shapes.ts";
import type { LayerLabel, LegendEntry, MadePicture } from "../../../scene/layers/layer.ts";
import { HAZARD_ICON, RESOURCE_ICONS, type ResourceKind, WORK_ICONS } from "./icons.ts";
import { type PermitState, priorityOf } from "./permit-state.ts";

/** A hazard's level, a resource's kind or a kind of work: what the filter chooses by. */
export type MarkKind = RiskLevel | ResourceKind | keyof typeof WORK_ICONS;

/** A hazard, resource or work that can be found on the map, in the list and by its card. */
export interface Mark {
  readonly key: string;
  /** Of the register; empty for work. */
  readonly id: string;
  readonly kind: MarkKind;
  readonly name: LocalizedText;
  /** What work is done by a permit. */
  readonly title?: LocalizedText;
  readonly place: LocalizedText;
  readonly area: LocalizedText;
  /** Null where the plant does not say where it is. */
  readonly at: readonly [x: number, y: number] | null;
  /** Zone or machine that is the place. */
  readonly zone: string | null;
  readonly asset: string | null;
  /** Level of a hazard; what is wrong with a resource or with work; empty where nothing is known to be. */
  readonly says: string;
  /** The same for a label of the picture, where it is shorter. */
  readonly brief?: string;
  /** Priority of the most urgent alarm that stands about it. */
  readonly priority: 1 | 2 | 3 | 4 | null;
  readonly hazard?: HazardAnswer;
  readonly permit?: PermitState;
  readonly resource?: ResourceAnswer & { readonly due: DueState };
}

/** `expired` and `late` come first: a resource that nobody may rely on. */
export interface DueState {
  readonly state: "expired" | "missed" | "late" | "due" | "none" | "unknown";
  /** Day or time of it; null for none, and while the inspections are not known. */
  readonly at: string | null;
}

interface DueFacts {
  readonly inspections: InspectionsAnswer | undefined;
  /** By the site's clocks, as 2026-11-30. */
  readonly today: string;
  readonly nowMs: number;
  readonly alerts: readonly AlertView[];
  /** Those of them that are alarms and stand. */
  readonly standing: readonly AlertView[];
}

export function marksOf(register: RegisterAnswer, facts: DueFacts): readonly Mark[] {
  const hazards = register.hazards
    .toSorted((a, b) => RISK_LEVELS.indexOf(a.level) - RISK_LEVELS.indexOf(b.level))
    .map(
      (hazard): Mark => ({
        ...placed(hazard.place),
        id: hazard.id,
        key: `hazard ${hazard.id}`,
        kind: hazard.level,
        name: hazard.name,
        says: t(`risk.${hazard.level}`),
        priority: null,
        hazard,
      }),
    );
  const resources = register.resources.map((resource): Mark => {
    const due = dueOf(resource, facts);
    const rules = [`resource-expired/${resource.id}`, `inspection-missed/resource/${resource.id}`];
    const name = resource.name ?? EMPTY;
    return {
      ...placed(resource.place),
      id: resource.id,
      key: `resource ${resource.id}`,
      kind: resource.kind,
      name,
      says: dueWord(due),
      priority: priorityOf(facts.standing, (rule) => rules.includes(rule)),
      resource: { ...resource, due },
    };
  });
  return [...hazards, ...resources];
}

/** Where a mark is; null for the whole plant. */
export function placed(place: PlaceAnswer | null): Pick<Mark, "place" | "area" | "at" | "zone" | "asset"> {
  if (place === null) return { place: EMPTY, area: EMPTY, at: null, zone: null, asset: null };
  const { position, zone, asset, area, name } = place;
  return { place: name, area, at: position === null ? null : [position.x, position.y], zone, asset };
}

const EMPTY: LocalizedText = { zh: "", en: "" };

function dueOf({ id, expires }: ResourceAnswer, { inspections, today, nowMs, alerts }: DueFacts): DueState {
  if (expires !== null && expires < today) return { state: "expired", at: expires };
  const missed = `inspection-missed/resource/${id}`;
  if (alerts.some(({ rule, clearedAt }) => rule === missed && clearedAt === undefined))
    return { state: "missed", at: null };
  if (inspections === undefined) return { state: "unknown", at: null };
  const open = inspections.open.find(({ task }) => task === `resource/${id}`);
  if (open === undefined) return { state: "none", at: expires };
  return { state: Date.parse(open.to) < nowMs ? "late" : "due", at: open.to };
}

/** What is wrong with a resource, in words; empty where nothing is known to be. */
export function dueWord({ state, at }: DueState): string {
  if (state === "expired") return t("map.expired", { day: at ?? "" });
  return state === "missed" ? t("map.missed") : state === "late" ? t("map.late") : "";
}

/**
 * Areas in the colour of their highest level, a ring around each machine with a hazard, hatched places of permits, and
 * a label for each mark. `asOf`: how current the permits are, in words.
 */
export function pictureOf(
  marks: readonly Mark[],
  shown: ReadonlySet<MarkKind>,
  { index, asOf }: { readonly index: PlantIndex; readonly asOf: string },
): MadePicture {
  const visible = marks.filter(({ kind }) => shown.has(kind));
  const placedOnes = visible.filter(({ at }) => at !== null);
  const count = t("map.count", {
    hazards: visible.filter(({ hazard }) => hazard !== undefined).length,
    resources: visible.filter(({ resource }) => resource !== undefined).length,
    unplaced: visible.length - placedOnes.length,
  });
  return {
    floor: [...tinted(visible, index), ...ringed(visible, index), ...permitted(visible, index)],
    labels: placedOnes.toSorted((a, b) => urgency(a) - urgency(b)).map(labelOf),
    legend: legendOf(visible),
    note: shown.has("permit") ? `${count} · ${asOf}` : count,
  };
}

function tinted(marks: readonly Mark[], index: PlantIndex): FloorShape[] {
  return index.plant.zones.flatMap((zone): FloorShape[] => {
    // Marks are in the order of their levels.
    const worst = marks.find((mark) => mark.hazard !== undefined && mark.zone === zone.id)?.hazard;
    if (worst === undefined) return [];
    return [{ kind: "area", polygon: zone.polygon, color: worst.level, alpha: 0.34, dashM: 0 }];
  });
}

function ringed(marks: readonly Mark[], index: PlantIndex): FloorShape[] {
  return marks.flatMap(({ hazard, asset: label }): FloorShape[] => {
    const asset = label === null ? undefined : index.byLabel(label);
    if (hazard === undefined || asset === undefined) return [];
    return [{ ...ringOf(asset, 0.6), color: hazard.level, dashM: 0 }];
  });
}

const HATCH_M = 1.1;

/** Places of permits: hatched, in the colour of the alarm that stands about one. */
function permitted(marks: readonly Mark[], index: PlantIndex): FloorShape[] {
  return marks.flatMap(({ permit, zone: id, asset: label, priority }): FloorShape[] => {
    if (permit === undefined) return [];
    const color = priority === null ? "ink" : (`p${priority}` as const);
    const zone = index.plant.zones.find((one) => one.id === id);
    if (zone !== undefined) return [{ kind: "area", polygon: zone.polygon, color, alpha: 0.4, dashM: HATCH_M }];
    const asset = label === null ? undefined : index.byLabel(label);
    return asset === undefined ? [] : [{ ...ringOf(asset, 1.2), color, dashM: HATCH_M }];
  });
}

function ringOf({ assetUid, size }: Asset, awayM: number) {
  const { x = 3, y = 3 } = size ?? {};
  return { kind: "ring", at: assetUid, radiusM: Math.hypot(x, y) / 2 + awayM } as const;
}

function urgency({ hazard, says, priority, kind }: Mark): number {
  if (priority !== null) return priority - 10;
  if (hazard !== undefined) return RISK_LEVELS.indexOf(hazard.level) * 2;
  return kind in WORK_ICONS || says !== "" ? 1 : 9;
}

function labelOf({ key, id, kind, at, name, title, hazard, priority, says, brief }: Mark): LayerLabel {
  const isWork = id === "";
  return {
    ...{ key, place: at ?? [0, 0], icon: { path: iconOf(kind), looks: looksOf(kind) } },
    title: isWork ? local(name) : id,
    text: isWork ? (title === undefined ? "" : local(title)) : hazard === undefined ? "" : local(name),
    ...(priority === null ? {} : { priority }),
    ...{ value: brief ?? says, age: "" },
  };
}

export function isLevel(kind: MarkKind): kind is RiskLevel {
  return (RISK_LEVELS as readonly string[]).includes(kind);
}

export function iconOf(kind: MarkKind): string {
  if (isLevel(kind)) return HAZARD_ICON;
  return kind in WORK_ICONS ? WORK_ICONS[kind as keyof typeof WORK_ICONS] : RESOURCE_ICONS[kind as ResourceKind];
}

export function looksOf(kind: MarkKind): string {
  return isLevel(kind) ? `mark-icon sr-mark-${kind}` : "mark-icon";
}

function legendOf(marks: readonly Mark[]): LegendEntry[] {
  const levels = RISK_LEVELS.filter((level) => marks.some(({ kind }) => kind === level));
  const permits = marks.filter(({ permit }) => permit !== undefined);
  const alarmed = ([1, 2, 3, 4] as const).filter((one) => permits.some(({ priority }) => priority === one));
  return [
    ...levels.map((level): LegendEntry => ({ swatches: [`risk-${level}`], text: `risk.${level}` })),
    ...(permits.length === 0 ? [] : [{ swatches: ["permit"], text: "map.legend-permit" } as const]),
    ...(alarmed.length === 0
      ? []
      : [{ swatches: alarmed.map((one) => `p${one}` as const), text: "map.legend-conflict" } as const]),
  ];
}
