let known: boolean | undefined;

/** Asks a context of its own, once, because antialiasing must be decided before the real one is made. The first asking starts the browser's GPU process: it is best done while answers of the edge are on their way. */
export function isSoftwareGl(): boolean {
  known ??= askContext();
  return known;
}

function askContext(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (gl === null) return true;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}
