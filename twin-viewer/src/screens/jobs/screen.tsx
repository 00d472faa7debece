import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** What each station makes next by the schedule in force, and a person's consent to it. */
export const jobsScreen: ScreenView = {
  key: "",
  isWhole: true,
  Page: lazyComponent(async () => (await import("./jobs-page.tsx")).JobsPage),
  Dock: () => <></>,
};
