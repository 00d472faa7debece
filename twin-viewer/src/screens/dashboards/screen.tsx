import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** Pages of panels, made by the plant's people, for desks and walls. */
export const dashboardsScreen: ScreenView = {
  key: "9",
  isWhole: true,
  Page: lazyComponent(async () => (await import("./dashboards-page.tsx")).DashboardsPage),
  Dock: () => <></>,
};
