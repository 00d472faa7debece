import { can } from "../../../../edge/contracts/plant/kinds.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { EnergyCard, MeterTable } from "../../panels/energy-card.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { MeterTree } from "../../panels/meter-tree.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import type { ScreenView } from "../screen.ts";

/** What burns money now? */
export const energyScreen: ScreenView = {
  key: "3",
  layer: "energy",
  isThere: (index) =>
    index.plant.assets.some((asset) => can(asset, "meters") && (asset.medium ?? "electricity") === "electricity"),
  Dock: ({ focus }) => (
    <>
      <EnergyCard />
      <MeterTree />
      <OpenTrend />
      <SelectedAsset onFocus={focus} />
      <MeterTable />
      <AlertList />
    </>
  ),
};
