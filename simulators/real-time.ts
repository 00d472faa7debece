import { type PlantModel, STEP_S } from "./kernel/contract.ts";

/** Interval between two readings of the wall clock. */
const TICK_MS = 100;
/**
 * After a suspension, or at a speed that the model cannot reach, the servers get their turn after at most this time.
 */
const LONGEST_TURN_MS = 60;

/**
 * Keeps the plant's time in step with the wall clock until the signal aborts; with `speed` above 1 the plant runs that
 * many times faster. `afterSteps` runs after each batch of steps. The step size never changes, so that the values do
 * not depend on the computer.
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
