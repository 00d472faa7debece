import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** Which alerts are active, which were, who acted, and is the alarm system itself healthy? */
export const alertsScreen: ScreenView = {
  key: "7",
  Page: lazyComponent(async () => (await import("./alert-table.tsx")).AlertTable),
  Dock: lazyComponent(async () => (await import("./alerts-dock.tsx")).AlertsDock),
};
