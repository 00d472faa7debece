import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** The user's own question: any tags over any time. */
export const exploreScreen: ScreenView = {
  key: "8",
  Page: lazyComponent(async () => (await import("./explore-page.tsx")).ExplorePage),
  Dock: lazyComponent(async () => (await import("./explore-dock.tsx")).ExploreDock),
};
