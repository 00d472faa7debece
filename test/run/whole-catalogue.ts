/** The viewer's tests show parts of any screen, as its page does. */
import "../../twin-viewer/src/i18n/whole-catalogue.ts";
import "../../twin-viewer/src/i18n/islands-catalogue.ts";
import "../../twin-viewer/src/i18n/jobs-catalogue.ts";
import "../../twin-viewer/src/i18n/schedules-catalogue.ts";
import "../../twin-viewer/src/i18n/setup-catalogue.ts";
import "../../twin-viewer/src/i18n/dashboards-catalogue.ts";
import "../../twin-viewer/src/i18n/reports-catalogue.ts";
import "../../twin-viewer/src/i18n/layout-catalogue.ts";
import "../../twin-viewer/src/i18n/balance-catalogue.ts";
import "../../twin-viewer/src/i18n/company-catalogue.ts";
import "../../twin-viewer/src/i18n/load-catalogue.ts";
import "../../twin-viewer/src/i18n/enter-catalogue.ts";
import "../../twin-viewer/src/i18n/explore-catalogue.ts";
import "../../twin-viewer/src/i18n/piece-energy-catalogue.ts";
import "../../twin-viewer/src/i18n/floods-catalogue.ts";
import "../../twin-viewer/src/i18n/forecasts-catalogue.ts";
import "../../twin-viewer/src/i18n/loop-catalogue.ts";
import "../../twin-viewer/src/i18n/cameras-catalogue.ts";
import "../../twin-viewer/src/i18n/live-risk-catalogue.ts";
import "../../twin-viewer/src/i18n/permits-catalogue.ts";
import "../../twin-viewer/src/i18n/response-catalogue.ts";
import "../../twin-viewer/src/i18n/register-catalogue.ts";
import "../../twin-viewer/src/i18n/safety-map-catalogue.ts";
import "../../twin-viewer/src/i18n/spc-catalogue.ts";
import "../../twin-viewer/src/i18n/trace-catalogue.ts";
import { loadCauseWords } from "../../twin-viewer/src/i18n/causes-later.ts";

await loadCauseWords();
