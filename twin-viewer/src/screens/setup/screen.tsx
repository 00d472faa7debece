import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

const load = () => import("./setup-page.tsx");

/** How is the plant set up? Servers, sections of the config, tags with limits, versions. */
export const setupScreen: ScreenView = {
  key: "",
  // Not in the daily navigation: the first steps, the settings and the palette lead here.
  isThere: () => false,
  Page: lazyComponent(async () => (await load()).SetupPage),
  Dock: lazyComponent(async () => (await load()).SetupDock),
};
