import { Color, type Object3D } from "three";
import type { Plant, Zone } from "../../../edge/contracts/plant/plant.ts";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { type Actor, isCaptioned, isMobile } from "./actor.ts";
import { captionBox, captionText } from "./captions.ts";
import { FloorText, type FloorWord } from "./floor-text.ts";
import { type FloorBox, floorText, placeName, readsTurned, wordWidth } from "./floor-words.ts";
import type { Palette } from "./palette.ts";
import { type FloorPoint, Stripes } from "./stripes.ts";

const GRID_M = 8;
/** Height of a zone's name. */
const MOST_LETTERS = 28;
const WHITE = new Color(1, 1, 1);
const BLACK = new Color(0, 0, 0);

/** The hall's floor: slab, grid of columns, areas, aisles, lanes of the vehicles, and the words painted on it. */
export class Floor {
  readonly #plant: Plant;
  readonly #stripes = new Stripes(1);
  readonly #text = new FloorText();
  #isTurned = false;

  readonly #actors: readonly Actor[];

  constructor(plant: Plant, actors: readonly Actor[]) {
    this.#plant = plant;
    this.#actors = actors;
  }

  addTo(parent: Object3D): void {
    parent.add(this.#stripes.mesh, this.#text.mesh);
  }

  /** Paints everything in the colours of a theme and the words of a language. */
  paint(
    palette: Palette,
    words: { readonly local: (text: LocalizedText) => string; readonly onFont: () => void },
  ): void {
    const { floor, zones } = this.#plant;
    const stripes = this.#stripes;
    const slab = rectangle(0, 0, floor.width, floor.depth);
    const line = new Color().copy(palette.floor).lerp(palette.isDark ? BLACK : palette.off, palette.isDark ? 0.4 : 0.3);
    stripes.fill(rectangle(-0.9, -0.9, floor.width + 0.9, floor.depth + 0.9), {
      color: new Color().copy(palette.scene).lerp(line, 0.35),
      alpha: 1,
      dashM: 0,
    });
    stripes.fill(slab, { color: palette.floor, alpha: 1, dashM: 0 });
    const area = new Color().copy(palette.floor).lerp(palette.isDark ? WHITE : BLACK, palette.isDark ? 0.018 : 0.022);
    for (const zone of zones)
      if (zone.kind === "area" || zone.kind === "store")
        stripes.fill(zone.polygon, { color: area, alpha: 1, dashM: 0 });
    this.#grid(line);
    for (const zone of zones) {
      if (zone.kind === "aisle") stripes.fill(zone.polygon, { color: palette.aisle, alpha: 1, dashM: 0 });
    }
    for (const zone of zones) {
      if (zone.kind === "area" || zone.kind === "store")
        stripes.outline(zone.polygon, { color: line, alpha: 0.85, widthM: 0.12, dashM: 0 });
    }
    this.#lanes(palette);
    stripes.outline(slab, { color: line, alpha: 1, widthM: 0.3, dashM: 0 });
    stripes.commit();
    this.#text.set([...this.#areaWords(palette, words.local), ...this.#labelWords(palette)], words.onFont);
  }

  /** Whether the words run west. */
  get isTurned(): boolean {
    return this.#isTurned;
  }

  /** Turns the words upright for a camera that looks along `azimuth`, radians from north; true when they turned. */
  face(azimuth: number): boolean {
    const isTurned = readsTurned(azimuth, this.#isTurned);
    if (isTurned === this.#isTurned) return false;
    this.#isTurned = isTurned;
    this.#text.turn(isTurned);
    return true;
  }

  dispose(): void {
    this.#stripes.dispose();
    this.#text.dispose();
  }

  #grid(color: Color): void {
    const { width, depth } = this.#plant.floor;
    const style = { color, alpha: 0.22, widthM: 0.06, dashM: 0 };
    for (let x = GRID_M; x < width; x += GRID_M) {
      this.#stripes.line(
        [
          [x, 0],
          [x, depth],
        ],
        style,
      );
    }
    for (let y = GRID_M; y < depth; y += GRID_M) {
      this.#stripes.line(
        [
          [0, y],
          [width, y],
        ],
        style,
      );
    }
  }

  #lanes(palette: Palette): void {
    const nodes = new Map(this.#plant.routes.nodes.map((node): [string, FloorPoint] => [node.id, [node.x, node.y]]));
    const drawn = new Set<string>();
    for (const { from, to } of this.#plant.routes.edges) {
      const [a, b] = [nodes.get(from), nodes.get(to)];
      const key = [from, to].sort().join("|");
      if (a === undefined || b === undefined || drawn.has(key)) continue;
      drawn.add(key);
      this.#stripes.line([a, b], { color: palette.quiet, alpha: 0.16, widthM: 0.1, dashM: 0 });
    }
  }

  #areaWords(palette: Palette, local: (text: LocalizedText) => string): FloorWord[] {
    const named = this.#plant.zones.filter((zone) => zone.kind === "area" || zone.kind === "store");
    // A name keeps clear of machines with their captions and the floor that they hide, of aisles and of other zones.
    const machines = this.#actors
      .filter(({ asset }) => !isMobile(asset))
      .map(({ ground, figure }) => ({
        west: ground.west - 0.6,
        // The overview looks from the south-west: a machine hides the floor to its north-east.
        east: ground.east + 0.6 + figure.top * 0.35,
        south: ground.south,
        north: ground.north + figure.top * 1.1,
      }));
    const captions = this.#actors.filter(({ asset }) => isCaptioned(asset)).map(captionBox);
    const aisles = this.#plant.zones.filter((zone) => zone.kind === "aisle" || zone.kind === "robot-zone").map(extent);
    return named.map((zone) => {
      const box = extent(zone);
      const others = named.filter((other) => other !== zone).map(extent);
      const text = floorText(local(zone.name), MOST_LETTERS);
      const heightM = Math.min(
        2.1,
        Math.max(1.5, (box.north - box.south) * 0.22),
        (box.east - box.west - 1) / wordWidth(text, 1),
      );
      const place = placeName(box, { width: wordWidth(text, heightM), height: heightM * 0.8 }, [
        ...machines,
        ...captions,
        ...aisles,
        ...others,
      ]);
      return { text, ...place, heightM, color: palette.quiet, alpha: palette.isDark ? 0.7 : 0.75 };
    });
  }

  /** Labels on the floor in front of machines. */
  #labelWords(palette: Palette): FloorWord[] {
    const labelled = this.#actors.filter(({ asset }) => isCaptioned(asset));
    return labelled.map((actor) => ({
      text: captionText(actor),
      ...actor.caption,
      heightM: actor.captionM,
      color: palette.quiet,
      alpha: 0.95,
    }));
  }
}

function rectangle(west: number, south: number, east: number, north: number): FloorPoint[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

function extent(zone: Zone): FloorBox {
  const xs = zone.polygon.map(([x]) => x);
  const ys = zone.polygon.map(([, y]) => y);
  return { west: Math.min(...xs), south: Math.min(...ys), east: Math.max(...xs), north: Math.max(...ys) };
}
