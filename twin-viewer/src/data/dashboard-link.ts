import { signal } from "@preact/signals";

/** The open dashboard; empty until one is chosen. The address has it. */
export const openDashboard = signal("");
/** The choice of its variable; empty for the default. */
export const dashboardChoice = signal("");
/** Whether a wall screen goes through the dashboards of the config's rotation. */
export const isRotating = signal(false);
