import { lazyComponent } from "../../panels/lazy.tsx";
import { materialScreen } from "../material/screen.tsx";
import type { ScreenView } from "../screen.ts";

/** What comes next, and what would come with other machines, vehicles or orders. */
export const forecastScreen: ScreenView = {
  key: "",
  isThere: (index) => materialScreen.isThere?.(index) === true,
  isWhole: true,
  Page: lazyComponent(async () => (await import("./forecast-page.tsx")).ForecastPage),
  Dock: () => <></>,
};
