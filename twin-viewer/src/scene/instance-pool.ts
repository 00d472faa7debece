import { type BufferGeometry, type Color, DynamicDrawUsage, InstancedBufferAttribute, type Matrix4, Mesh, type Object3D, type ShaderMaterial } from "three";
import { instanced } from "./shapes.ts";

/** One column of what each instance has of its own. */
interface Column {
  readonly name: string;
  readonly size: number;
}

const COLUMNS: readonly Column[] = [
  { name: "iMatrix", size: 16 },
  { name: "iColor", size: 4 },
  { name: "iKind", size: 1 },
];

/**
 * Many copies of one geometry in one draw call per material. Slots are given
 * out once, at build time; a hidden copy has a zero matrix. Several meshes
 * (faces, edges) can share one pool's columns.
 */
export class InstancePool {
  readonly meshes: readonly Mesh[];
  readonly #columns: readonly InstancedBufferAttribute[];
  readonly #capacity: number;
  #used = 0;

  constructor(capacity: number, layers: readonly { readonly geometry: BufferGeometry; readonly material: ShaderMaterial; readonly renderOrder: number }[]) {
    this.#capacity = capacity;
    this.#columns = COLUMNS.map(({ size }) => {
      const column = new InstancedBufferAttribute(new Float32Array(capacity * size), size);
      column.setUsage(DynamicDrawUsage);
      return column;
    });
    this.meshes = layers.map(({ geometry, material, renderOrder }) => {
      const copies = instanced(geometry);
      for (const [i, { name }] of COLUMNS.entries()) copies.setAttribute(name, this.#columns[i] as InstancedBufferAttribute);
      copies.instanceCount = 0;
      const mesh = new Mesh(copies, material);
      mesh.frustumCulled = false;
      mesh.renderOrder = renderOrder;
      return mesh;
    });
  }

  /** A slot of the caller's own. Throws RangeError beyond the capacity the pool was built with. */
  take(): number {
    if (this.#used === this.#capacity) throw new RangeError("instance pool is full");
    const slot = this.#used++;
    for (const mesh of this.meshes) (mesh.geometry as ReturnType<typeof instanced>).instanceCount = this.#used;
    return slot;
  }

  setMatrix(slot: number, matrix: Matrix4): void {
    const column = this.#columns[0] as InstancedBufferAttribute;
    matrix.toArray(column.array as Float32Array, slot * 16);
    column.needsUpdate = true;
  }

  hide(slot: number): void {
    const column = this.#columns[0] as InstancedBufferAttribute;
    (column.array as Float32Array).fill(0, slot * 16, slot * 16 + 16);
    column.needsUpdate = true;
  }

  setColor(slot: number, color: Color, alpha: number): void {
    const column = this.#columns[1] as InstancedBufferAttribute;
    column.setXYZW(slot, color.r, color.g, color.b, alpha);
    column.needsUpdate = true;
  }

  setKind(slot: number, kind: number): void {
    const column = this.#columns[2] as InstancedBufferAttribute;
    column.setX(slot, kind);
    column.needsUpdate = true;
  }

  addTo(parent: Object3D): void {
    for (const mesh of this.meshes) parent.add(mesh);
  }

  dispose(): void {
    for (const mesh of this.meshes) mesh.geometry.dispose();
  }
}
