import type { Screen } from "../data/signals.ts";
import { alertsScreen } from "./alerts/screen.tsx";
import { assetScreen } from "./asset/screen.tsx";
import { dashboardsScreen } from "./dashboards/screen.tsx";
import { diagnosticsScreen } from "./diagnostics/screen.tsx";
import { energyScreen } from "./energy/screen.tsx";
import { exploreScreen } from "./explore/screen.tsx";
import { forecastScreen } from "./forecast/screen.tsx";
import { jobsScreen } from "./jobs/screen.tsx";
import { layoutScreen } from "./layout/screen.tsx";
import { maintenanceScreen } from "./maintenance/screen.tsx";
import { materialScreen } from "./material/screen.tsx";
import { overviewScreen } from "./overview/screen.tsx";
import { qualityScreen } from "./quality/screen.tsx";
import { reportsScreen } from "./reports/screen.tsx";
import { safetyScreen } from "./safety/screen.tsx";
import { scheduleScreen } from "./schedule/screen.tsx";
import type { ScreenView } from "./screen.ts";
import { settingsScreen } from "./settings/screen.tsx";
import { setupScreen } from "./setup/screen.tsx";

/** Every screen: a folder and a line here. */
export const SCREEN_VIEWS: Readonly<Record<Screen, ScreenView>> = {
  overview: overviewScreen,
  material: materialScreen,
  energy: energyScreen,
  maintenance: maintenanceScreen,
  safety: safetyScreen,
  quality: qualityScreen,
  alerts: alertsScreen,
  explore: exploreScreen,
  reports: reportsScreen,
  forecast: forecastScreen,
  schedule: scheduleScreen,
  jobs: jobsScreen,
  dashboards: dashboardsScreen,
  diagnostics: diagnosticsScreen,
  settings: settingsScreen,
  asset: assetScreen,
  layout: layoutScreen,
  setup: setupScreen,
};
