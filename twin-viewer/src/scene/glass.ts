/** What the picture is drawn on. */
export interface Glass {
  readonly canvas: HTMLCanvasElement;
  /** Where it has one already; else the renderer makes it, with antialiasing. */
  readonly context: WebGL2RenderingContext | undefined;
  /** The CPU draws. */
  readonly isSoftware: boolean;
}

let glass: Glass | undefined;

/**
 * The page's one canvas. Whether edges are smoothed must be said when its context is made, and only a context tells
 * who draws: the first is made without, and kept where the CPU draws, because there making another takes as long as
 * everything else before the first picture. Call it early: it starts the browser's GPU process, best while answers of
 * the edge are on their way.
 */
export function theGlass(): Glass {
  glass ??= makeGlass();
  return glass;
}

function makeGlass(): Glass {
  const canvas = document.createElement("canvas");
  // The rest as three asks for it.
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
