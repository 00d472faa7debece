import type { PlantModel } from "./plant/contract.ts";

const TICK_MS = 100;
/** Steps of one tick at most, so that a process that was asleep catches up without freezing its servers. */
const MAX_STEPS = 10;
/** Behind by more than this, steps are the longest that the model allows. */
const FAR_BEHIND_MS = 2000;

/** Keeps the plant's time at the wall clock until the signal aborts; `afterSteps` runs after each batch of steps. */
export function runInRealTime(plant: PlantModel, signal: AbortSignal, afterSteps: () => void): void {
  const tick = (): void => {
    const nowMs = Date.now();
    let steps = 0;
    while (nowMs - plant.nowMs >= TICK_MS && steps < MAX_STEPS) {
      plant.step(nowMs - plant.nowMs > FAR_BEHIND_MS ? 0.5 : TICK_MS / 1000);
      steps++;
    }
    if (steps > 0) {
      afterSteps();
    }
  };
  const timer = setInterval(tick, TICK_MS);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
