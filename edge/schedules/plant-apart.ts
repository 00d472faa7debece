/** Reads the work plan of the plant in a thread of its own, because it learns from a week of pieces. */
import type { PlantPlan } from "../contracts/schedule/schedules.ts";
import { askThread } from "../observe/ask-thread.ts";
import type { PlantTask } from "./plant-plan.ts";

const THREAD = new URL("./plant-thread.ts", import.meta.url);
const HEAP_MB = 1_024;
const WITHIN_MS = 60_000;

export type PlantMessage =
  | { readonly kind: "done"; readonly plant: PlantPlan }
  | { readonly kind: "failed"; readonly reason: string };

/** Throws EdgeError `unavailable` where the thread gave nothing in time. */
export async function plantApart(task: PlantTask, signal: AbortSignal): Promise<PlantPlan> {
  const question = {
    ...{ name: "plant plan", data: task, heapMb: HEAP_MB, signal, withinMs: WITHIN_MS },
    failed: "The plan of the plant could not be read",
  };
  return await askThread<PlantMessage, PlantPlan>(THREAD, question, (message, { answer, fail }) => {
    if (message.kind === "done") answer(message.plant);
    else fail(message.reason);
  });
}
