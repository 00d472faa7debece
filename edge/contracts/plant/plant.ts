import type { Micros } from "../path/sample-batch.ts";
import type { PriorLife } from "./component-kinds.ts";
import type { ComponentType } from "./component-template.ts";
import type { AssetKind, Capability } from "./kinds.ts";
import type { Medium } from "./media.ts";
import type { AssetUid, LocalizedText, TagRef } from "./tag.ts";

/**
 * Plant coordinates: metres, x east, y north, z up; yaw in degrees counterclockwise from east, 0 = the asset's front
 * faces east.
 */
export interface Pose {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yawDeg: number;
}

/** Outer size in metres: x along the front's direction, y across, z up. */
export interface Size {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Kinds of safeguards at a robot zone; presence has a different meaning for each. */
export type Safeguard = "fence-interlock" | "light-curtain" | "ssm" | "pfl";

export interface Asset {
  readonly assetUid: AssetUid;
  /** Short label on the machine and on the screen, such as `CNC-206`. Unique in the plant, may change. */
  readonly label: string;
  readonly kind: AssetKind;
  /** Capabilities that its type names; absent where the kind decides (see kinds.ts). */
  readonly capabilities?: readonly Capability[];
  /** Name of its type in `Plant.types`; present where that type describes components. */
  readonly type?: string;
  /** Life that its components used before, by path; replaces the values of its type. */
  readonly priorLife?: readonly ComponentLife[];
  readonly name: LocalizedText;
  /** ISA-95 place now: enterprise/site/area/line/cell/unit, unit last, shorter where a level is missing. */
  readonly equipmentPath: string;
  readonly pose?: Pose;
  readonly size?: Size;
  readonly tags: readonly TagRef[];
  /** For meters: the asset whose consumption they measure. */
  readonly meters?: AssetUid;
  /** The meter that its medium flows through first, where the media tree names one. */
  readonly meterAbove?: AssetUid;
  readonly medium?: Medium;
  /** File of the plant's folder that draws it instead of its kind: glTF (`.glb`) or URDF. */
  readonly model?: string;
  /** What moves its model: joints of a URDF or nodes of a glTF, each by a tag. */
  readonly axes?: readonly ModelAxis[];
  /** Manuals, drawings and procedures: files of the plant's folder, or addresses. */
  readonly documents?: readonly AssetDocument[];
  /** Map of its reported positions; plant coordinates where absent. */
  readonly map?: string;
  readonly simulated: boolean;
}

/** A part of an imported model that a tag of the asset moves. */
export interface ModelAxis {
  /** Name of a joint of the URDF, or of a node of the glTF. */
  readonly node: string;
  /** The tag: `component/signal`, or the signal alone. */
  readonly tag: string;
  /** Of a glTF node; a joint of a URDF has its own. Absent: it turns about z. */
  readonly motion?: "turn" | "slide";
  /** Axis of the node's own frame. */
  readonly axis?: "x" | "y" | "z";
  /** Factor on the value in SI units; 1 where absent. */
  readonly scale?: number;
}

/** Life that one component of one asset used before. */
export type ComponentLife = PriorLife & { readonly component: string };

export interface AssetDocument {
  readonly name: LocalizedText;
  /** A file of the plant's folder, or an address that begins with `https://` or `http://`. */
  readonly file: string;
}

/**
 * Coordinates of vehicles or position tags, and how they lie on the floor: scaled, turned counterclockwise, then
 * moved.
 */
export interface FloorMap {
  readonly id: string;
  readonly scale: number;
  readonly rotateDeg: number;
  readonly x: number;
  readonly y: number;
}

/** A pipe, cable tray or duct through the hall. */
export interface Run {
  readonly id: string;
  readonly kind: "pipe" | "cable-tray" | "duct";
  readonly medium?: string;
  /** Corners in order, plant metres. */
  readonly points: readonly (readonly [x: number, y: number, z: number])[];
  /** Diameter, or width of a tray, metres. */
  readonly width: number;
}

/** A drawing of the hall under everything else: where its south-west corner lies, how wide it is, how it is turned. */
export interface Underlay {
  readonly file: string;
  readonly x: number;
  readonly y: number;
  /** Metres from its left to its right edge, and from its bottom to its top edge. */
  readonly width: number;
  readonly height: number;
  readonly rotateDeg: number;
}

/** Places of assets over time. Health and tools belong to the asset, OEE and energy to the place at that time. */
export interface Assignment {
  readonly assetUid: AssetUid;
  readonly equipmentPath: string;
  readonly validFrom: Micros;
  readonly validTo?: Micros;
}

export interface RouteNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface RouteEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** A stretch of floor with a meaning: an aisle, a hall area, a robot cell. */
export interface Zone {
  readonly id: string;
  readonly name: LocalizedText;
  readonly kind: "area" | "aisle" | "robot-zone" | "store";
  /** Corners in order, plant metres. */
  readonly polygon: readonly (readonly [x: number, y: number])[];
  readonly safeguard?: Safeguard;
}

export interface Shift {
  readonly name: LocalizedText;
  /** Local time `HH:MM`. An end at or before the start lies on the next day. */
  readonly start: string;
  readonly end: string;
}

export interface Site {
  readonly enterprise: string;
  readonly id: string;
  readonly name: LocalizedText;
  /** IANA name, such as `Asia/Shanghai`. */
  readonly timeZone: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly shifts: readonly Shift[];
  /** WGS 84, degrees. */
  readonly location?: { readonly latitude: number; readonly longitude: number; readonly place?: LocalizedText };
}

/** Names of the levels of the equipment hierarchy, by path, for breadcrumbs and grouping. */
export interface PlaceName {
  readonly path: string;
  readonly name: LocalizedText;
}

/** Size of the hall, metres, and the drawing under it. */
export interface FloorPlan {
  readonly width: number;
  readonly depth: number;
  readonly underlay?: Underlay;
}

/** Everything about the plant that does not change from second to second. */
export interface Plant {
  readonly site: Site;
  readonly floor: FloorPlan;
  readonly places: readonly PlaceName[];
  readonly assets: readonly Asset[];
  /** Types that describe the components of their assets. */
  readonly types?: readonly ComponentType[];
  readonly zones: readonly Zone[];
  readonly routes: { readonly nodes: readonly RouteNode[]; readonly edges: readonly RouteEdge[] };
  readonly maps?: readonly FloorMap[];
  readonly runs?: readonly Run[];
}
