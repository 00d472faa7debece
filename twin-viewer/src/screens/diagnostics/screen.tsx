import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** Is the data itself right? */
export const diagnosticsScreen: ScreenView = {
  key: "d",
  Page: lazyComponent(async () => (await import("./tag-table.tsx")).TagTable),
  Dock: lazyComponent(async () => (await import("./diagnostics-dock.tsx")).DiagnosticsDock),
};
