import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { AssetUid, TagUid } from "../../../../edge/contracts/plant/tag.ts";
import type { TreeNodeView } from "../../../../edge/contracts/production/energy-tree.ts";
import type { RiskLevel } from "../../../../edge/contracts/safety/risk.ts";
import type { IslandsAnswer } from "../../data/islands-api.ts";
import type { ShownRisk } from "../../data/live-risk.ts";
import type { ComponentAnswer } from "../../data/maintenance-api.ts";
import type { Mirror } from "../../data/mirror.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import type { FloorMark } from "../../data/signals.ts";
import type { ZoneMinute } from "../../data/zone-counts.ts";
import type { TextKey } from "../../i18n/catalogue.ts";
import type { FloorShape } from "./floor-shapes.ts";

/** All that layers paint from. A layer reads no signal, so that a test may give it any facts. */
export interface LayerFacts {
  readonly index: PlantIndex;
  readonly mirror: Mirror;
  /** The page's time, milliseconds. */
  readonly nowMs: number;
  /** The page shows the past: states of links, and answers of the edge, describe the present. */
  readonly isPast: boolean;
  /** Condition of components with its time, milliseconds; undefined before the edge has answered. */
  readonly health: { readonly components: readonly ComponentAnswer[]; readonly atMs: number } | undefined;
  /** Nodes of the media tree over the last hour with their time, ms; undefined before the edge has answered. */
  readonly balance: { readonly nodes: readonly TreeNodeView[]; readonly atMs: number } | undefined;
  /** Islands at the page's time; undefined before the edge has answered. */
  readonly islands: IslandsAnswer | undefined;
  /** Live risk; undefined where the plant has none, or before the edge has said it. */
  readonly risk: ShownRisk | undefined;
  /** The register's picture; null outside of the safety room. */
  readonly register: MadePicture | null;
  /** The picture of the way of a group of alerts; null while none is shown. */
  readonly spread: MadePicture | null;
  /** What is forecast of the moment that is played; null while none is. */
  readonly future: FutureScene | null;
  /** People in zones, in the shown minute of the past. */
  readonly people: ZoneMinute | null;
}

/** A figure beside an asset, or at a place on the floor. */
export interface LayerLabel {
  readonly key: string;
  readonly place: AssetUid | readonly [x: number, y: number];
  readonly title: string;
  /** Number in an order: it stands before the asset's name, and such labels come first. */
  readonly order?: number;
  /** Beside the asset's own label: it says more than a figure of the asset, and comes before figures. */
  readonly beside?: true;
  readonly text?: string;
  /** An outline in a 20 × 20 box, with its class. */
  readonly icon?: { readonly path: string; readonly looks: string };
  /** Priority of the alarm that stands about it; absent without one. */
  readonly priority?: 1 | 2 | 3 | 4;
  /** With its unit. */
  readonly value: string;
  /** Age of a value that is not current; empty for a current one. */
  readonly age: string;
  /** The tag whose value it is, where it is that of one. */
  readonly tag?: TagUid;
}

/** How an entry of a legend looks; a class of `scene.css` each. */
export type Swatch =
  | "run"
  | "idle"
  | "off"
  | "stale"
  | "blank"
  | `level-${0 | 1 | 2 | 3 | 4}`
  | "ring"
  | "hatch"
  | `risk-${1 | 2 | 3 | "unknown"}`
  | `risk-${RiskLevel}`
  | "near"
  | "permit"
  | "cause"
  | "spread"
  | "link"
  | "ahead"
  | "fill"
  | "fill-other"
  | "other"
  | `island-${0 | 1 | 2 | 3 | 4 | 5}`
  | "asked"
  | `p${0 | 1 | 2 | 3 | 4}`;

export interface LegendEntry {
  readonly swatches: readonly Swatch[];
  readonly text: TextKey;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What one layer shows of one moment. */
export interface LayerPicture {
  /** Fill of each asset, in the order in which they were given: an entry of `STATES`, or `OWN_STATE`. */
  readonly fills: Uint8Array;
  /** Height of the column on each asset as a share of the highest, NaN for none; absent without columns. */
  readonly columns?: Float32Array;
  /** Areas, lines and rings on the floor; absent without any. */
  readonly floor?: readonly FloorShape[];
  /** Largest first. */
  readonly labels: readonly LayerLabel[];
  readonly legend: readonly LegendEntry[];
  /** How many of the figures are current, and the age of the others; empty for a layer without figures. */
  readonly note: string;
  /** End of the scale, in the layer's unit; the next picture keeps it while it fits. */
  readonly scale?: number;
}

/** A picture that a part of the page makes, and its layer passes on. */
export type MadePicture = Required<Pick<LayerPicture, "floor" | "labels" | "legend" | "note">>;

/** The picture of a future: machines have the fills of their states, and the floor has the fill of buffers. */
export type FutureScene = MadePicture;

/** One way to paint the plant: the fill of bodies, columns, labels and the legend that explains them. */
export interface Layer {
  readonly name: TextKey;
  /** Marks on the floor that belong to it; the user may show and hide them. */
  readonly marks: readonly FloorMark[];
  /** Whether the plant has what it shows. */
  readonly isThere: (index: PlantIndex) => boolean;
  readonly paint: (assets: readonly Asset[], facts: LayerFacts, before: LayerPicture | undefined) => LayerPicture;
}
