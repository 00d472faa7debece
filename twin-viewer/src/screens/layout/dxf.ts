import "../../i18n/layout-catalogue.ts";
import DxfParser, {
  type IArcEntity,
  type IBlock,
  type ICircleEntity,
  type IDxf,
  type IEntity,
  type IInsertEntity,
  type ILineEntity,
  type ILwpolylineEntity,
} from "dxf-parser";
import { t } from "../../i18n/language.ts";

/** Blocks may hold blocks; deeper than this a drawing refers to itself. */
const MAX_DEPTH = 8;
const MOST_PATHS = 200_000;

interface Placing {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly x: number;
  readonly y: number;
}

const IDENTITY: Placing = { a: 1, b: 0, c: 0, d: 1, x: 0, y: 0 };

function parsed(text: string): IDxf {
  try {
    const dxf = new DxfParser().parseSync(text);
    if (dxf !== null) return dxf;
  } catch {
    // The parser words its errors in English only.
  }
  throw new Error(t("layout.dxf-unreadable"));
}

/**
 * The lines of a floor plan as an SVG: lines, polylines, arcs, circles and blocks. Texts, dimensions and hatches are
 * left out.
 */
export function svgOfDxf(text: string): string {
  const dxf = parsed(text);
  const paths: string[] = [];
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  const point = ({ a, b, c, d, x, y }: Placing, px: number, py: number): string => {
    const [east, north] = [a * px + c * py + x, b * px + d * py + y];
    box.west = Math.min(box.west, east);
    box.east = Math.max(box.east, east);
    box.south = Math.min(box.south, north);
    box.north = Math.max(box.north, north);
    // SVG has y down.
    return `${round(east)} ${round(-north)}`;
  };
  drawAll(dxf.entities, { at: IDENTITY, depth: 0, blocks: dxf.blocks ?? {}, point, paths });
  if (paths.length === 0) throw new Error(t("layout.dxf-empty"));
  const [width, height] = [Math.max(1e-6, box.east - box.west), Math.max(1e-6, box.north - box.south)];
  const stroke = Math.max(width, height) / 1200;
  const viewBox = [box.west, -box.north, width, height].map(round).join(" ");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" ` +
    `width="1600" height="${Math.round((1600 * height) / width)}">` +
    `<path d="${paths.join("")}" fill="none" stroke="#555" stroke-width="${round(stroke)}"/></svg>`
  );
}

interface Pen {
  readonly at: Placing;
  readonly depth: number;
  readonly blocks: Readonly<Record<string, IBlock>>;
  readonly point: (at: Placing, x: number, y: number) => string;
  readonly paths: string[];
}

function drawAll(entities: readonly IEntity[], pen: Pen): void {
  for (const entity of entities) if (pen.paths.length < MOST_PATHS) draw(entity, pen);
}

function draw(entity: IEntity, pen: Pen): void {
  const { at, point, paths } = pen;
  switch (entity.type) {
    case "LINE":
    case "LWPOLYLINE":
    case "POLYLINE": {
      const { vertices, shape } = entity as ILineEntity & Pick<ILwpolylineEntity, "shape">;
      if (vertices.length < 2) return;
      paths.push(`M${vertices.map(({ x, y }) => point(at, x, y)).join("L")}${shape === true ? "Z" : ""}`);
      return;
    }
    case "CIRCLE": {
      const { center, radius } = entity as ICircleEntity;
      paths.push(arc({ center, radius, from: 0, to: 2 * Math.PI }, pen));
      return;
    }
    case "ARC": {
      const { center, radius, startAngle, endAngle } = entity as IArcEntity;
      paths.push(
        arc({ center, radius, from: startAngle, to: endAngle < startAngle ? endAngle + 2 * Math.PI : endAngle }, pen),
      );
      return;
    }
    case "INSERT": {
      const insert = entity as IInsertEntity;
      const block = Object.hasOwn(pen.blocks, insert.name) ? pen.blocks[insert.name] : undefined;
      if (block !== undefined && pen.depth < MAX_DEPTH)
        drawAll(block.entities ?? [], { ...pen, at: inserted(at, insert), depth: pen.depth + 1 });
      return;
    }
    default:
      return;
  }
}

const STEP = Math.PI / 24;

/** As short lines: a placing may squeeze a circle to an ellipse. */
function arc(
  { center, radius, from, to }: { center: { x: number; y: number }; radius: number; from: number; to: number },
  { at, point }: Pen,
): string {
  const steps = Math.max(2, Math.ceil((to - from) / STEP));
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const angle = from + ((to - from) * i) / steps;
    return point(at, center.x + radius * Math.cos(angle), center.y + radius * Math.sin(angle));
  });
  return `M${points.join("L")}`;
}

function inserted(
  { a, b, c, d, x, y }: Placing,
  { position, rotation = 0, xScale = 1, yScale = 1 }: IInsertEntity,
): Placing {
  const turn = ((rotation || 0) * Math.PI) / 180;
  const [sx, sy] = [xScale || 1, yScale || 1];
  const [ma, mb, mc, md] = [Math.cos(turn) * sx, Math.sin(turn) * sx, -Math.sin(turn) * sy, Math.cos(turn) * sy];
  return {
    a: a * ma + c * mb,
    b: b * ma + d * mb,
    c: a * mc + c * md,
    d: b * mc + d * md,
    x: a * position.x + c * position.y + x,
    y: b * position.x + d * position.y + y,
  };
}

function round(value: number): string {
  return String(Number(value.toFixed(4)));
}
