import { BufferAttribute, BufferGeometry, type Color, DynamicDrawUsage, Mesh, ShapeUtils, Vector2 } from "three";
import { stripeMaterial } from "./stripe-program.ts";

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
  readonly #columns = {
    position: new Column(3),
    aColor: new Column(4),
    along: new Column(1),
    across: new Column(1),
    dash: new Column(1),
  };
  #index = new Uint32Array(64);
  #indexes = 0;
  #vertices = 0;
  #isVisible = true;
  #drawn = 0;
  /** Size of the GPU buffer; smaller drawings are written into it. */
  #held = { vertices: 0, indexes: 0 };

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
      const first = this.#vertices;
      for (const end of ends) {
        for (const side of [-1, 1])
          this.#vertex([ax + dx * end - dy * half * side, ay + dy * end + dx * half * side], {
            color,
            alpha,
            along: gone + end,
            across: side,
            dash: dashM,
          });
      }
      this.#triangle(first, first + 2, first + 1);
      this.#triangle(first + 1, first + 2, first + 3);
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
    const first = this.#vertices;
    for (const point of polygon)
      this.#vertex(point, { color, alpha, along: (point[0] + point[1]) * Math.SQRT1_2, across: 0, dash: dashM });
    const triangles = ShapeUtils.triangulateShape(
      polygon.map(([x, y]) => new Vector2(x, y)),
      [],
    );
    for (const [a = 0, b = 0, c = 0] of triangles) this.#triangle(first + a, first + b, first + c);
    return this;
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.mesh.visible = isVisible && this.#drawn > 0;
  }

  /** Sends the new drawing to the GPU. */
  commit(): void {
    this.#drawn = this.#indexes;
    this.mesh.visible = this.#isVisible && this.#drawn > 0;
    if (this.#indexes === 0) return;
    if (this.#vertices > this.#held.vertices || this.#indexes > this.#held.indexes) this.#grow();
    for (const [name, column] of Object.entries(this.#columns)) {
      const attribute = this.mesh.geometry.getAttribute(name) as BufferAttribute;
      (attribute.array as Float32Array).set(column.take());
      attribute.needsUpdate = true;
    }
    const index = this.mesh.geometry.getIndex() as BufferAttribute;
    (index.array as Uint32Array).set(this.#index.subarray(0, this.#indexes));
    index.needsUpdate = true;
    this.mesh.geometry.setDrawRange(0, this.#indexes);
    this.#vertices = 0;
    this.#indexes = 0;
  }

  #grow(): void {
    this.#held = { vertices: Math.ceil(this.#vertices * 1.5), indexes: Math.ceil(this.#indexes * 1.5) };
    const geometry = new BufferGeometry();
    for (const [name, { itemSize }] of Object.entries(this.#columns)) {
      geometry.setAttribute(
        name,
        new BufferAttribute(new Float32Array(this.#held.vertices * itemSize), itemSize).setUsage(DynamicDrawUsage),
      );
    }
    geometry.setIndex(new BufferAttribute(new Uint32Array(this.#held.indexes), 1).setUsage(DynamicDrawUsage));
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
  }

  #triangle(a: number, b: number, c: number): void {
    if (this.#indexes + 3 > this.#index.length) {
      const larger = new Uint32Array(this.#index.length * 2);
      larger.set(this.#index);
      this.#index = larger;
    }
    this.#index[this.#indexes++] = a;
    this.#index[this.#indexes++] = b;
    this.#index[this.#indexes++] = c;
  }

  #vertex(
    [x, y]: FloorPoint,
    { color, alpha, along, across, dash }: { color: Color; alpha: number; along: number; across: number; dash: number },
  ): void {
    const columns = this.#columns;
    columns.position.push(x, y, 0);
    columns.aColor.push(color.r, color.g, color.b, alpha);
    columns.along.push(along);
    columns.across.push(across);
    columns.dash.push(dash);
    this.#vertices++;
  }
}

/** Numbers of one vertex attribute; its buffer is reused by the next drawing. */
class Column {
  readonly itemSize: number;
  #values = new Float32Array(256);
  #length = 0;

  constructor(itemSize: number) {
    this.itemSize = itemSize;
  }

  push(a: number, b?: number, c?: number, d?: number): void {
    if (this.#length + 4 > this.#values.length) {
      const larger = new Float32Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = a;
    if (b !== undefined) this.#values[this.#length++] = b;
    if (c !== undefined) this.#values[this.#length++] = c;
    if (d !== undefined) this.#values[this.#length++] = d;
  }

  /** The pushed numbers; the next push starts over. */
  take(): Float32Array {
    const taken = this.#values.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }
}
