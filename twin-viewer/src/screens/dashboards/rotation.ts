import { effect } from "@preact/signals";
import { dashboardChoice, isRotating, openDashboard } from "../../data/dashboard-link.ts";
import { stored } from "./state.ts";

/** Shows the dashboards of the config's rotation one after the other on a wall screen. Returns how to stop. */
export function kioskRotation(): () => void {
  let at = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known = "";
  const next = (): void => {
    const list = stored.value?.rotation ?? [];
    if (list.length === 0) return;
    at = (at + 1) % list.length;
    const step = list[at];
    if (step === undefined) return;
    openDashboard.value = step.dashboard;
    dashboardChoice.value = step.variable ?? "";
    timer = setTimeout(next, step.seconds * 1000);
  };
  const stop = effect(() => {
    const text = isRotating.value ? JSON.stringify(stored.value?.rotation ?? []) : "";
    if (text === known) return;
    known = text;
    clearTimeout(timer);
    at = -1;
    if (text !== "") next();
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
