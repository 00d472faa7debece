import {
  BufferAttribute,
  BufferGeometry,
  CanvasTexture,
  type Color,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  ShaderMaterial,
} from "three";

/** One word on the floor, running east, centred on a point. */
export interface FloorWord {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly heightM: number;
  readonly color: Color;
  readonly alpha: number;
}

const ATLAS = 2048;
const FONT_PX = 44;
const LINE_PX = 60;
const FONT = `600 ${FONT_PX}px "Noto Sans SC Variable", sans-serif`;

const VERTEX = /* glsl */ `
attribute vec2 uv2d;
attribute vec2 aCentre;
attribute vec4 aColor;
uniform float turn;
varying vec2 vUv;
varying vec4 vColor;
void main() {
  vUv = uv2d;
  vColor = aColor;
  vec2 at = aCentre + turn * (position.xy - aCentre);
  gl_Position = projectionMatrix * modelViewMatrix * vec4(at, position.z, 1.0);
}`;

const FRAGMENT = /* glsl */ `
uniform sampler2D atlas;
varying vec2 vUv;
varying vec4 vColor;
void main() {
  float alpha = texture2D(atlas, vUv).a * vColor.a;
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(vColor.rgb, alpha);
}`;

/**
 * Words painted on the floor, all in one draw call: the browser shapes them,
 * Chinese too, into one canvas.
 */
export class FloorText {
  readonly mesh: Mesh;
  readonly #canvas = document.createElement("canvas");
  readonly #texture: CanvasTexture;
  /** 1, or -1 for words turned upside down. */
  readonly #turn = { value: 1 };
  #words: readonly FloorWord[] = [];

  constructor() {
    this.#canvas.width = ATLAS;
    this.#canvas.height = ATLAS / 2;
    this.#texture = new CanvasTexture(this.#canvas);
    this.#texture.minFilter = LinearMipmapLinearFilter;
    this.#texture.magFilter = LinearFilter;
    this.#texture.anisotropy = 8;
    const uniforms = { atlas: { value: this.#texture }, turn: this.#turn };
    const flags = { transparent: true, depthWrite: false, depthTest: false };
    const material = new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms, ...flags });
    this.mesh = new Mesh(new BufferGeometry(), material);
    this.mesh.frustumCulled = false;
    this.mesh.renderOrder = 5;
  }

  /** Turns each word by half a turn about its middle, or back. */
  turn(isTurned: boolean): void {
    this.#turn.value = isTurned ? -1 : 1;
  }

  /**
   * Replaces all words. The font is loaded in slices. Nothing is drawn until the slices of these words are loaded,
   * because letters of another font would be boxes on a machine without Chinese; `onFont` is called then. If the font
   * cannot be loaded, words in another font are better than none.
   */
  set(words: readonly FloorWord[], onFont: () => void): void {
    this.#words = words;
    const letters = words.map((word) => word.text).join("");
    if (document.fonts.check(FONT, letters)) {
      this.#draw(words);
      return;
    }
    this.#draw([]);
    const draw = () => {
      if (this.#words !== words) return;
      this.#draw(words);
      onFont();
    };
    void document.fonts.load(FONT, letters).then(draw, draw);
  }

  /** Words without room on the canvas are left out. */
  #draw(words: readonly FloorWord[]): void {
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    context.clearRect(0, 0, ATLAS, ATLAS / 2);
    context.font = FONT;
    context.fillStyle = "#fff";
    context.textBaseline = "middle";
    const positions: number[] = [];
    const uvs: number[] = [];
    const centres: number[] = [];
    const colors: number[] = [];
    const index: number[] = [];
    let [column, line] = [0, 0];
    for (const word of words) {
      const width = Math.ceil(context.measureText(word.text).width) + 8;
      if (column + width > ATLAS) [column, line] = [0, line + 1];
      if ((line + 1) * LINE_PX > ATLAS / 2) break;
      context.fillText(word.text, column + 4, (line + 0.5) * LINE_PX);
      const half = (word.heightM * width) / LINE_PX / 2;
      const first = positions.length / 3;
      for (const [sx, sy] of [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ] as const) {
        positions.push(word.x + sx * half, word.y + (sy * word.heightM) / 2, 0);
        centres.push(word.x, word.y);
        uvs.push((column + (sx > 0 ? width : 0)) / ATLAS, 1 - ((line + (sy > 0 ? 0 : 1)) * LINE_PX) / (ATLAS / 2));
        colors.push(word.color.r, word.color.g, word.color.b, word.alpha);
      }
      index.push(first, first + 1, first + 2, first, first + 2, first + 3);
      column += width;
    }
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(new Float32Array(positions), 3));
    geometry.setAttribute("uv2d", new BufferAttribute(new Float32Array(uvs), 2));
    geometry.setAttribute("aCentre", new BufferAttribute(new Float32Array(centres), 2));
    geometry.setAttribute("aColor", new BufferAttribute(new Float32Array(colors), 4));
    geometry.setIndex(index);
    this.mesh.geometry.dispose();
    this.mesh.geometry = geometry;
    this.#texture.needsUpdate = true;
  }

  dispose(): void {
    this.mesh.geometry.dispose();
    this.#texture.dispose();
  }
}
