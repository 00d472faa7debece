import {
  CanvasTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  MeshBasicMaterial,
  type Object3D,
  PlaneGeometry,
} from "three";
import type { Underlay as UnderlayPlan } from "../../../edge/contracts/plant/plant.ts";
import { atSite } from "../data/base.ts";

const LONGEST_PX = 2048;
const OPACITY = 0.55;

/** A drawing of the hall on its floor. */
export class Underlay {
  readonly #mesh: Mesh<PlaneGeometry, MeshBasicMaterial>;
  #isDisposed = false;

  constructor({ file, x, y, width, height, rotateDeg }: UnderlayPlan, onLoad: () => void) {
    const material = new MeshBasicMaterial({
      transparent: true,
      opacity: OPACITY,
      depthTest: false,
      depthWrite: false,
    });
    this.#mesh = new Mesh(new PlaneGeometry(1, 1).translate(0.5, 0.5, 0), material);
    this.#mesh.position.set(x, y, 0);
    this.#mesh.rotation.z = (rotateDeg * Math.PI) / 180;
    this.#mesh.scale.set(width, height, 1);
    this.#mesh.renderOrder = 1.5;
    this.#mesh.visible = false;
    const image = new Image();
    image.onload = () => {
      if (this.#isDisposed) return;
      material.map = textureOf(image);
      this.#mesh.visible = true;
      material.needsUpdate = true;
      onLoad();
    };
    image.src = atSite(`/api/v1/plant-files/${file}`);
  }

  addTo(parent: Object3D): void {
    parent.add(this.#mesh);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#mesh.geometry.dispose();
    this.#mesh.material.map?.dispose();
    this.#mesh.material.dispose();
  }
}

/** Through a canvas, because an SVG has no pixels of its own. */
function textureOf(image: HTMLImageElement): CanvasTexture {
  const [width, height] = [image.naturalWidth || LONGEST_PX, image.naturalHeight || LONGEST_PX];
  const scale = LONGEST_PX / Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const texture = new CanvasTexture(canvas);
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  return texture;
}
