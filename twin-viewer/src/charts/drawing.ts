import { effect, type ReadonlySignal } from "@preact/signals";

/** Paints in the next animation frame after one of the signals has changed, or a font has come; returns how to stop. */
export function drawing(
  canvas: HTMLCanvasElement | null,
  { width, height }: { readonly width: number; readonly height: number },
  signals: readonly ReadonlySignal<unknown>[],
  paint: (context: CanvasRenderingContext2D) => void,
): () => void {
  // A canvas in memory: fifty dense curves as paths take a graphics card, or its emulation, five times as long.
  const context = canvas?.getContext("2d", { willReadFrequently: true }) ?? null;
  if (canvas === null || context === null) return () => undefined;
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  let frame = 0;
  const paintSoon = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      paint(context);
    });
  };
  const stop = effect(() => {
    for (const one of signals) one.value;
    paintSoon();
  });
  // Parts of the font are loaded with the first text that needs them, which a canvas does not show by itself.
  document.fonts.addEventListener("loadingdone", paintSoon);
  return () => {
    stop();
    document.fonts.removeEventListener("loadingdone", paintSoon);
    cancelAnimationFrame(frame);
  };
}
