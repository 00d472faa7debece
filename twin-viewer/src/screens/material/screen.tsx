import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import type { ScreenView } from "../screen.ts";
import { BufferCard } from "./buffer-card.tsx";
import { PieceCard } from "./piece-card.tsx";
import { VehicleCard } from "./vehicle-card.tsx";

/** Where is every piece, what waits, what is on its way? */
export const materialScreen: ScreenView = {
  key: "2",
  layers: ["material", "vehicles"],
  isThere: (index) => index.plant.assets.some(({ kind }) => kind === "agv" || kind === "conveyor" || kind === "rack"),
  Dock: ({ focus }) => (
    <>
      <PieceCard focus={focus} />
      <OpenTrend />
      <BufferCard />
      <VehicleCard />
      <SelectedAsset onFocus={focus} />
      <AlertList />
    </>
  ),
};
