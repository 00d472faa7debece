import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** Last night's shift on paper. */
export const reportsScreen: ScreenView = {
  key: "",
  Page: lazyComponent(async () => (await import("./report-page.tsx")).ReportPage),
  Dock: lazyComponent(async () => (await import("./report-dock.tsx")).ReportDock),
};
