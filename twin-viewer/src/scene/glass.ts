/** The canvas of the picture. */
export interface Glass {
  readonly canvas: HTMLCanvasElement;
  /** Its context, if it has one; else the renderer creates it with antialiasing. */
  readonly context: WebGL2RenderingContext | undefined;
  /** The CPU draws, not a GPU. */
  readonly isSoftware: boolean;
}

let glass: Glass | undefined;

/**
 * The page's one canvas. Antialiasing must be chosen when the context is created, but only a context shows whether a
 * GPU draws: the first one is created without, and kept if the CPU draws, because another one would take as long as
 * everything else before the first picture. Call it early: it starts the browser's GPU process, best while requests to
 * the edge are pending.
 */
export function theGlass(): Glass {
  glass ??= makeGlass();
  return glass;
}

function makeGlass(): Glass {
  const canvas = document.createElement("canvas");
  // The other attributes are those of three.
  const context = canvas.getContext("webgl2", {
    alpha: true,
    depth: true,
    stencil: false,
    antialias: false,
    powerPreference: "low-power",
  });
  if (context === null) return { canvas, context: undefined, isSoftware: true };
  if (isSoftware(context)) return { canvas, context, isSoftware: true };
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return { canvas: document.createElement("canvas"), context: undefined, isSoftware: false };
}

function isSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}
