import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** Where does everything stand? Arranged with the mouse, written into the plant's config. */
export const layoutScreen: ScreenView = {
  key: "",
  // Not in the daily navigation: the button on the picture and the palette lead here.
  isThere: () => false,
  Page: lazyComponent(async () => (await import("./layout-page.tsx")).LayoutPage),
  Dock: lazyComponent(async () => (await import("./layout-dock.tsx")).LayoutDock),
};
