import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

const load = () => import("./settings-page.tsx");

/** Users, trust, notifications and the audit log. */
export const settingsScreen: ScreenView = {
  key: ",",
  Page: lazyComponent(async () => (await load()).SettingsPage),
  Dock: lazyComponent(async () => (await load()).SettingsDock),
};
