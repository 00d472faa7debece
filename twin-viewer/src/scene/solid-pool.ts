import {
  type BufferGeometry,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  type InstancedBufferGeometry,
  InstancedInterleavedBuffer,
  InterleavedBufferAttribute,
  Mesh,
  type Object3D,
  type ShaderMaterial,
} from "three";
import { AFFINE } from "./affine.ts";
import { instanced } from "./shapes.ts";

const LOOK = 4;

/** Copies of one shape: faces for all of them, edges for the first ones. Two draw calls. */
export class SolidPool {
  /** One transform for each copy. */
  rows = new Float32Array(0);
  /** Palette entry, stale, hatched, row of baked light. */
  looks = new Uint16Array(0);
  #rowBuffer: InstancedInterleavedBuffer | undefined;
  #lookColumn: InstancedBufferAttribute | undefined;
  #first = Number.POSITIVE_INFINITY;
  #last = -1;
  readonly #faces: Mesh | undefined;
  readonly #edges: Mesh;

  /** Without a face material only edges are drawn. */
  constructor(
    geometry: { faces: BufferGeometry; edges: BufferGeometry },
    materials: { face?: ShaderMaterial; edge: ShaderMaterial },
    renderOrder = 10,
  ) {
    const mesh = (base: BufferGeometry, material: ShaderMaterial, order: number) => {
      const made = new Mesh(instanced(base), material);
      made.frustumCulled = false;
      made.renderOrder = order;
      made.visible = false;
      return made;
    };
    this.#faces = materials.face === undefined ? undefined : mesh(geometry.faces, materials.face, renderOrder);
    this.#edges = mesh(geometry.edges, materials.edge, renderOrder + 1);
  }

  addTo(parent: Object3D): void {
    for (const mesh of this.#meshes()) parent.add(mesh);
  }

  /** Room for `count` copies, the first `withEdges` of which have edges. Earlier contents of the columns are void. */
  fill(count: number, withEdges: number): void {
    if (count * AFFINE > this.rows.length) this.#grow(Math.ceil(count * 1.25));
    if (this.#faces !== undefined) {
      (this.#faces.geometry as InstancedBufferGeometry).instanceCount = count;
      this.#faces.visible = count > 0;
    }
    (this.#edges.geometry as InstancedBufferGeometry).instanceCount = withEdges;
    this.#edges.visible = withEdges > 0;
    if (count > 0) this.touch(0, count);
    this.repaint();
  }

  /** Marks the transforms of a range of copies as written. */
  touch(first: number, count: number): void {
    this.#first = Math.min(this.#first, first);
    this.#last = Math.max(this.#last, first + count - 1);
  }

  /** Marks the looks as written. */
  repaint(): void {
    if (this.#lookColumn !== undefined) this.#lookColumn.needsUpdate = true;
  }

  /** Sends written columns to the GPU with the next picture. */
  flush(): void {
    if (this.#last < 0 || this.#rowBuffer === undefined) return;
    this.#rowBuffer.clearUpdateRanges();
    this.#rowBuffer.addUpdateRange(this.#first * AFFINE, (this.#last - this.#first + 1) * AFFINE);
    this.#rowBuffer.needsUpdate = true;
    this.#first = Number.POSITIVE_INFINITY;
    this.#last = -1;
  }

  dispose(): void {
    for (const mesh of this.#meshes()) {
      mesh.geometry.dispose();
      mesh.removeFromParent();
    }
  }

  #meshes(): readonly Mesh[] {
    return this.#faces === undefined ? [this.#edges] : [this.#faces, this.#edges];
  }

  #grow(capacity: number): void {
    this.rows = new Float32Array(capacity * AFFINE);
    this.looks = new Uint16Array(capacity * LOOK);
    this.#rowBuffer = new InstancedInterleavedBuffer(this.rows, AFFINE);
    this.#rowBuffer.setUsage(DynamicDrawUsage);
    this.#lookColumn = new InstancedBufferAttribute(this.looks, LOOK);
    for (const mesh of this.#meshes()) {
      // Frees the GPU memory of the old columns; the shape itself is uploaded again.
      mesh.geometry.dispose();
      for (const row of [0, 1, 2])
        mesh.geometry.setAttribute(`iRow${row}`, new InterleavedBufferAttribute(this.#rowBuffer, 4, row * 4));
      mesh.geometry.setAttribute("iLook", this.#lookColumn);
    }
  }
}
