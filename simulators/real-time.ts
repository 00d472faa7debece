import { type PlantModel, STEP_S } from "./kernel/contract.ts";

/** Wall clock between two looks at it. */
const TICK_MS = 100;
/** A process that was asleep, or a model run faster than it can, gives its servers their turn after this long. */
const LONGEST_TURN_MS = 60;

/**
 * Keeps the plant's time at the wall clock, where it began, until the signal aborts; with `speed` above 1 it runs
 * ahead of it that much faster; `afterSteps` runs after each batch of steps. Steps are always the model's own, so
 * that the values do not depend on the machine that runs it.
 */
export function runInRealTime(
  plant: PlantModel,
  options: { readonly speed: number; readonly signal: AbortSignal; afterSteps(): void },
): void {
  const { speed, signal, afterSteps } = options;
  const startMs = plant.nowMs;
  const tick = (): void => {
    const wallMs = Date.now();
    const targetMs = startMs + (wallMs - startMs) * speed;
    let moved = false;
    while (targetMs - plant.nowMs >= STEP_S * 1000 && Date.now() - wallMs < LONGEST_TURN_MS) {
      plant.step();
      moved = true;
    }
    if (moved) afterSteps();
  };
  const timer = setInterval(tick, TICK_MS);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
