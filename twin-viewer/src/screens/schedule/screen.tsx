import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** Which machine makes what when, and why then. */
export const scheduleScreen: ScreenView = {
  key: "",
  isWhole: true,
  Page: lazyComponent(async () => (await import("./schedule-page.tsx")).SchedulePage),
  Dock: () => <></>,
};
