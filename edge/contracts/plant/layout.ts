import type { AssetKind } from "./kinds.ts";
import type { FloorMap, FloorPlan, ModelAxis, Plant, Pose, RouteEdge, RouteNode, Size, Zone } from "./plant.ts";
import type { AssetUid, LocalizedText } from "./tag.ts";

/** File of the data folder with what was drawn since the start: the plant file of a large plant takes long to write. */
export const DRAWN_FILE = "layout.json";

/** An asset as the layout editor sees it. */
interface LayoutAsset {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly type: string;
  readonly kind: AssetKind;
  readonly name: LocalizedText;
  readonly path: string;
  readonly size?: Size;
  /** Absent: it is described but not placed yet. */
  readonly pose?: Pose;
  readonly source?: string;
  readonly address?: unknown;
  /** The file that draws it instead of its kind. */
  readonly model?: string;
  readonly axes?: readonly ModelAxis[];
}

/** An asset that the editor makes; it gets its uid when it is saved. */
export type NewAsset = Pick<LayoutAsset, "label" | "type" | "name" | "path" | "source" | "address"> & {
  readonly pose: Pose;
};

/** A drawing to lie under the floor. `image`: a new one, base64; absent keeps the present file. */
export interface UnderlayChange {
  readonly image?: { readonly kind: "png" | "svg"; readonly base64: string };
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotateDeg: number;
}

/** The plant's layout, as in its config. */
export interface Layout {
  /** Changes with any file of the config: a save must be based on the present revision. */
  readonly revision: string;
  readonly floor: FloorPlan;
  readonly types: readonly {
    readonly name: string;
    readonly kind: AssetKind;
    readonly size?: Size;
    readonly hasTags: boolean;
  }[];
  readonly sources: readonly string[];
  readonly assets: readonly LayoutAsset[];
  readonly zones: readonly Zone[];
  readonly routes: { readonly nodes: readonly RouteNode[]; readonly edges: readonly RouteEdge[] };
  readonly maps: readonly FloorMap[];
}

/** Changes of a save; absent parts stay unchanged. Zones, routes and maps are complete lists. */
export interface LayoutChange {
  readonly revision: string;
  readonly floor?: { readonly width: number; readonly depth: number };
  /** null takes the drawing away. */
  readonly underlay?: UnderlayChange | null;
  readonly poses?: readonly { readonly assetUid: AssetUid; readonly pose: Pose }[];
  /** What moves the models of assets: complete lists. */
  readonly axes?: readonly { readonly assetUid: AssetUid; readonly axes: readonly ModelAxis[] }[];
  readonly added?: readonly NewAsset[];
  readonly removed?: readonly AssetUid[];
  readonly zones?: readonly Zone[];
  readonly routes?: { readonly nodes: readonly RouteNode[]; readonly edges: readonly RouteEdge[] };
  readonly maps?: readonly FloorMap[];
}

export interface SavedLayout {
  readonly revision: string;
  /** Files of the plant's folder that were written. */
  readonly files: readonly string[];
  /** The edge reads new assets and new safeguards only when it starts again. */
  readonly needsRestart: boolean;
}

/** Reads and writes the layout in the plant's config. */
export interface LayoutEditor {
  read(): Promise<Layout>;
  /**
   * Throws EdgeError `conflict` when the config was changed since, `bad-request` with everything that would be wrong
   * with it. `by`: the person, for the version that the save leaves.
   */
  save(change: LayoutChange, by: string): Promise<SavedLayout>;
  /** The plant as the API shows it: as it was at the start, with the layout that was saved since. */
  plant(): Plant;
  /**
   * Checks the saved config and resolves with a function that restarts the edge with it. Rejects with EdgeError
   * `conflict` and all mistakes. Undefined where the edge cannot be restarted.
   */
  readonly restart?: () => Promise<() => void>;
}
