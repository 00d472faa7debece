import { effect, type ReadonlySignal } from "@preact/signals";

/** Paints in the next animation frame after one of the signals has changed; returns how to stop. */
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
  const stop = effect(() => {
    for (const one of signals) one.value;
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, width, height);
      paint(context);
    });
  });
  return () => {
    stop();
    cancelAnimationFrame(frame);
  };
}
