import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import type { ScreenView } from "../screen.ts";
import { AlarmHealthCard } from "./alarm-health-card.tsx";
import { AlertTable } from "./alert-table.tsx";
import { OutOfServiceCard } from "./out-of-service-card.tsx";

/** Which alerts are active, which were, who acted, and is the alarm system itself healthy? */
export const alertsScreen: ScreenView = {
  key: "7",
  Page: AlertTable,
  Dock: ({ focus }) => (
    <>
      <AlarmHealthCard />
      <OutOfServiceCard />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
    </>
  ),
};
