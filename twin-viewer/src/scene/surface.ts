import { LinearSRGBColorSpace, WebGLRenderer } from "three";
import type { Glass } from "./glass.ts";
import { shared } from "./materials.ts";
import { movingPixelRatio, restingPixelRatio } from "./pixel-ratio.ts";

/** The canvas that is drawn on: its renderer, its size, and how many pixels a picture has. */
export class Surface {
  readonly renderer: WebGLRenderer;
  readonly #canvas: HTMLCanvasElement;
  #pixelRatio = 1;
  #size = "";

  constructor({ canvas, context, isSoftware }: Glass) {
    this.#canvas = canvas;
    this.renderer = new WebGLRenderer({
      canvas,
      ...(context === undefined ? {} : { context }),
      antialias: !isSoftware,
      powerPreference: "low-power",
    });
    // Tokens are sRGB already: no conversion on the way to the screen.
    this.renderer.outputColorSpace = LinearSRGBColorSpace;
    this.renderer.sortObjects = true;
  }

  get pixelRatio(): number {
    return this.#pixelRatio;
  }

  /**
   * While the camera moves and frames take too long, fewer pixels are drawn; once it rests, all of them again. True
   * when the picture must be drawn again.
   */
  adapt(isMoving: boolean, frameMs: number): boolean {
    const wanted = isMoving ? movingPixelRatio(this.#pixelRatio, frameMs) : restingPixelRatio();
    if (wanted === this.#pixelRatio) return false;
    this.#pixelRatio = wanted;
    this.#apply();
    return true;
  }

  /** Takes the size of the canvas's host; the new size in CSS pixels, undefined where nothing changed. */
  resize(): { readonly width: number; readonly height: number } | undefined {
    const host = this.#canvas.parentElement;
    if (host === null || host.clientWidth === 0 || host.clientHeight === 0) return undefined;
    const size = `${host.clientWidth} ${host.clientHeight} ${window.devicePixelRatio}`;
    // An observer reports the size once at its start, and again when a page no longer covers the picture.
    if (size === this.#size) return undefined;
    this.#size = size;
    this.#pixelRatio = restingPixelRatio();
    this.#apply();
    return { width: host.clientWidth, height: host.clientHeight };
  }

  dispose(): void {
    // The next stage gets the same canvas and context, and expects these defaults.
    const gl = this.renderer.getContext();
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    this.renderer.dispose();
  }

  #apply(): void {
    const host = this.#canvas.parentElement;
    if (host === null) return;
    this.renderer.setPixelRatio(this.#pixelRatio);
    this.renderer.setSize(host.clientWidth, host.clientHeight, false);
    this.renderer.getDrawingBufferSize(shared.resolution.value);
    shared.pixelRatio.value = this.#pixelRatio;
  }
}
