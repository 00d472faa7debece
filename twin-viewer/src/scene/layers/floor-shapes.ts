import { Color, type Object3D } from "three";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { RiskLevel } from "../../../../edge/contracts/safety/risk.ts";
import type { Actor } from "../actor.ts";
import type { Palette } from "../palette.ts";
import { type FloorPoint, Stripes } from "../stripes.ts";

/** An asset, wherever it moves, or a place. */
type Spot = AssetUid | FloorPoint;
/** `p1` to `p4`: an alarm of that priority stands. */
type FloorColor = "data" | "ink" | "stale" | `p${1 | 2 | 3 | 4}` | RiskLevel | keyof typeof ISLAND_COLORS;

/** What a layer draws on the floor. `dashM`: period of hatch or dashes, 0 for none. */
export type FloorShape =
  | {
      readonly kind: "area";
      readonly polygon: readonly FloorPoint[];
      readonly color: FloorColor;
      readonly alpha: number;
      readonly dashM: number;
    }
  | {
      readonly kind: "line";
      readonly from: Spot;
      readonly to: Spot;
      readonly color: FloorColor;
      readonly dashM: number;
    }
  | {
      readonly kind: "ring";
      readonly at: Spot;
      readonly radiusM: number;
      readonly color: FloorColor;
      readonly dashM: number;
    };

/** Categories of the register (红橙黄蓝), beside their word; alarms have other colours. */
const RISK_COLORS: Readonly<Record<RiskLevel, string>> = {
  red: "#c62828",
  orange: "#ef6c00",
  yellow: "#fbc02d",
  blue: "#1565c0",
};

/** Quiet, and apart for people who see few colours; names stand beside them. */
const ISLAND_COLORS = {
  "island-0": "#5b8db8",
  "island-1": "#b5835a",
  "island-2": "#7a9a6b",
  "island-3": "#94739c",
  "island-4": "#8a8a5c",
  "island-5": "#6f8f93",
} as const;

const LINE_M = 0.34;
const CORNERS = 24;

/** Areas, lines and rings of a layer, which follow their assets. One draw call, none without shapes. */
export class FloorShapes {
  readonly #stripes = new Stripes(3);
  readonly #actors: ReadonlyMap<AssetUid, Actor>;
  #shapes: readonly FloorShape[] = [];
  #taken = "";
  #drawn = "";
  #isChanged = false;
  /** Assets that lines and rings follow. */
  #followed: ReadonlySet<AssetUid> = new Set();

  constructor(actors: readonly Actor[]) {
    this.#actors = new Map(actors.map((actor) => [actor.asset.assetUid, actor]));
  }

  addTo(parent: Object3D): void {
    parent.add(this.#stripes.mesh);
  }

  /** Takes the shapes of the next picture; true when they differ from those before. */
  take(shapes: readonly FloorShape[] = []): boolean {
    const next = JSON.stringify(shapes);
    if (next === this.#taken) return false;
    this.#taken = next;
    this.#shapes = shapes;
    this.#followed = new Set(shapes.flatMap(spotsOf).filter((spot) => typeof spot === "string"));
    this.#isChanged = true;
    return true;
  }

  /** An asset has moved: what follows it is drawn again before the next picture. */
  moved(asset: AssetUid): void {
    if (this.#followed.has(asset)) this.#isChanged = true;
  }

  /** Draws again before the next picture: the theme has changed. */
  repaint(): void {
    if (this.#shapes.length > 0) this.#isChanged = true;
  }

  /** Before a picture. */
  flush(palette: Palette): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    for (const shape of this.#shapes) this.#draw(shape, colorOf(shape.color, palette));
    this.#stripes.commit();
    this.#drawn = this.#taken;
  }

  /** The shapes of the newest picture, as JSON. */
  get drawn(): string {
    return this.#drawn;
  }

  dispose(): void {
    this.#stripes.dispose();
  }

  #draw(shape: FloorShape, color: Color): void {
    const line = { color, alpha: 1, widthM: LINE_M, dashM: shape.dashM };
    if (shape.kind === "area") {
      this.#stripes.fill(shape.polygon, { color, alpha: shape.alpha, dashM: shape.dashM });
      this.#stripes.outline(shape.polygon, { ...line, widthM: LINE_M / 2 });
    } else if (shape.kind === "line") {
      const [from, to] = [this.#placeOf(shape.from), this.#placeOf(shape.to)];
      if (from !== undefined && to !== undefined) this.#stripes.line([from, to], line);
    } else {
      const at = this.#placeOf(shape.at);
      if (at !== undefined) this.#stripes.outline(circle(at, shape.radiusM), line);
    }
  }

  #placeOf(spot: Spot): FloorPoint | undefined {
    if (typeof spot !== "string") return spot;
    const at = this.#actors.get(spot)?.at;
    return at === undefined ? undefined : [at.x, at.y];
  }
}

function circle([x, y]: FloorPoint, radiusM: number): FloorPoint[] {
  return Array.from({ length: CORNERS }, (_, i) => {
    const angle = (2 * Math.PI * i) / CORNERS;
    return [x + radiusM * Math.cos(angle), y + radiusM * Math.sin(angle)];
  });
}

function colorOf(color: FloorColor, palette: Palette): Color {
  if (color === "data" || color === "ink" || color === "stale") return palette[color];
  if (color === "p1" || color === "p2" || color === "p3" || color === "p4")
    return palette.priorities[Number(color[1]) - 1] as Color;
  const hex = Number.parseInt({ ...RISK_COLORS, ...ISLAND_COLORS }[color].slice(1), 16);
  return new Color().setRGB(((hex >> 16) & 255) / 255, ((hex >> 8) & 255) / 255, (hex & 255) / 255, "srgb-linear");
}

function spotsOf(shape: FloorShape): readonly Spot[] {
  if (shape.kind === "area") return [];
  return shape.kind === "ring" ? [shape.at] : [shape.from, shape.to];
}
