import { BufferAttribute, BufferGeometry, type Color, Mesh, ShapeUtils, Vector2 } from "three";
import { stripeMaterial } from "./materials.ts";

export type FloorPoint = readonly [x: number, y: number];

export interface StripeStyle {
  readonly color: Color;
  readonly alpha: number;
  readonly widthM: number;
  /** Period of the dashes, 0 for a solid line. */
  readonly dashM: number;
}

/** Flat coloured shapes on the floor, rebuilt as a whole when one of them changes. One draw call. */
export class Stripes {
  readonly mesh: Mesh;
  #positions: number[] = [];
  #colors: number[] = [];
  #along: number[] = [];
  #across: number[] = [];
  #dash: number[] = [];
  #index: number[] = [];

  constructor(renderOrder: number) {
    const material = stripeMaterial();
    material.depthTest = false;
    this.mesh = new Mesh(new BufferGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = renderOrder;
  }

  /** A line through the points. */
  line(points: readonly FloorPoint[], { color, alpha, widthM, dashM }: StripeStyle): this {
    let gone = 0;
    for (let i = 0; i + 1 < points.length; i++) {
      const [ax, ay] = points[i] as FloorPoint;
      const [bx, by] = points[i + 1] as FloorPoint;
      const length = Math.hypot(bx - ax, by - ay);
      if (length === 0) continue;
      const [dx, dy] = [(bx - ax) / length, (by - ay) / length];
      const half = widthM / 2;
      // Overlaps by half the width at each end, so that corners close.
      const ends = [-half, length + half];
      const first = this.#dash.length;
      for (const end of ends) {
        for (const side of [-1, 1]) this.#vertex([ax + dx * end - dy * half * side, ay + dy * end + dx * half * side], { color, alpha, along: gone + end, across: side, dash: dashM });
      }
      this.#index.push(first, first + 2, first + 1, first + 1, first + 2, first + 3);
      gone += length;
    }
    return this;
  }

  outline(polygon: readonly FloorPoint[], style: StripeStyle): this {
    const [first] = polygon;
    return first === undefined ? this : this.line([...polygon, first], style);
  }

  /** A filled polygon; with `dashM` it is hatched at 45 degrees. */
  fill(polygon: readonly FloorPoint[], { color, alpha, dashM }: Omit<StripeStyle, "widthM">): this {
    const first = this.#dash.length;
    for (const point of polygon) this.#vertex(point, { color, alpha, along: (point[0] + point[1]) * Math.SQRT1_2, across: 0, dash: dashM });
    const triangles = ShapeUtils.triangulateShape(
      polygon.map(([x, y]) => new Vector2(x, y)),
      [],
    );
    for (const triangle of triangles) this.#index.push(...triangle.map((corner) => first + corner));
    return this;
  }

  /** Hands what was drawn since the last call to the GPU. */
  commit(): void {
    const geometry = new BufferGeometry();
    const column = (name: string, values: readonly number[], itemSize: number) => geometry.setAttribute(name, new BufferAttribute(new Float32Array(values), itemSize));
    column("position", this.#positions, 3);
    column("aColor", this.#colors, 4);
    column("along", this.#along, 1);
    column("across", this.#across, 1);
    column("dash", this.#dash, 1);
    geometry.setIndex(this.#index);
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
    this.mesh.visible = this.#index.length > 0;
    this.#positions = [];
    this.#colors = [];
    this.#along = [];
    this.#across = [];
    this.#dash = [];
    this.#index = [];
  }

  dispose(): void {
    this.mesh.geometry.dispose();
  }

  #vertex([x, y]: FloorPoint, { color, alpha, along, across, dash }: { color: Color; alpha: number; along: number; across: number; dash: number }): void {
    this.#positions.push(x, y, 0);
    this.#colors.push(color.r, color.g, color.b, alpha);
    this.#along.push(along);
    this.#across.push(across);
    this.#dash.push(dash);
  }
}
