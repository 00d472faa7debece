import { type Color, DynamicDrawUsage, InstancedBufferAttribute, Mesh, type Object3D, PlaneGeometry } from "three";
import { decalMaterial } from "./materials.ts";
import { instanced } from "./shapes.ts";

/** Marks painted flat on the floor, all in one draw call. Slot order is drawing order. */
export class Decals {
  readonly #mesh: Mesh;
  /** East, north, turn, kind. */
  readonly #places: InstancedBufferAttribute;
  readonly #sizes: InstancedBufferAttribute;
  readonly #colors: InstancedBufferAttribute;

  constructor(capacity: number) {
    this.#places = new InstancedBufferAttribute(new Float32Array(capacity * 4), 4);
    this.#sizes = new InstancedBufferAttribute(new Float32Array(capacity * 2), 2);
    this.#colors = new InstancedBufferAttribute(new Uint8Array(capacity * 4), 4, true);
    const geometry = instanced(new PlaneGeometry(1, 1));
    for (const [name, column] of Object.entries({ iPlace: this.#places, iSize: this.#sizes, iColor: this.#colors })) {
      column.setUsage(DynamicDrawUsage);
      geometry.setAttribute(name, column);
    }
    geometry.instanceCount = capacity;
    this.#mesh = new Mesh(geometry, decalMaterial());
    this.#mesh.frustumCulled = false;
    this.#mesh.renderOrder = 6;
  }

  addTo(parent: Object3D): void {
    parent.add(this.#mesh);
  }

  /** Places a mark; a size of 0 hides it. */
  place(
    slot: number,
    { x, y, yaw, length, width }: { x: number; y: number; yaw: number; length: number; width: number },
  ): void {
    const places = this.#places.array as Float32Array;
    const sizes = this.#sizes.array as Float32Array;
    if (sizes[slot * 2] !== length || sizes[slot * 2 + 1] !== width) {
      sizes[slot * 2] = length;
      sizes[slot * 2 + 1] = width;
      touch(this.#sizes, slot);
    }
    if (length === 0) return;
    places[slot * 4] = x;
    places[slot * 4 + 1] = y;
    places[slot * 4 + 2] = yaw;
    touch(this.#places, slot);
  }

  hide(slot: number): void {
    this.place(slot, { x: 0, y: 0, yaw: 0, length: 0, width: 0 });
  }

  paint(slot: number, kind: number, color: Color, alpha: number): void {
    (this.#places.array as Float32Array)[slot * 4 + 3] = kind;
    touch(this.#places, slot);
    (this.#colors.array as Uint8Array).set(
      [color.r * 255, color.g * 255, color.b * 255, alpha * 255].map(Math.round),
      slot * 4,
    );
    touch(this.#colors, slot);
  }

  dispose(): void {
    this.#mesh.geometry.dispose();
  }
}

/** Most ranges that are sent one by one. */
const MOST_RANGES = 200;

/** Sends one slot with the next picture; three joins neighbouring slots. */
function touch(column: InstancedBufferAttribute, slot: number): void {
  column.needsUpdate = true;
  if (column.updateRanges.length < MOST_RANGES) column.addUpdateRange(slot * column.itemSize, column.itemSize);
  else {
    column.clearUpdateRanges();
    column.addUpdateRange(0, column.array.length);
  }
}
