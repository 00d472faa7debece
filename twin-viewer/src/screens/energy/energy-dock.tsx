import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { EnergyCard, MeterTable } from "../../panels/energy-card.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { MeterTree } from "../../panels/meter-tree.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { LoadCard } from "./load-card.tsx";
import { PieceEnergyCard } from "./piece-energy-card.tsx";

export function EnergyDock({ focus }: { focus: (uid: AssetUid) => void }) {
  return (
    <>
      <EnergyCard />
      <OpenTrend />
      <LoadCard />
      <PieceEnergyCard />
      <SelectedAsset onFocus={focus} />
      <MeterTree />
      <MeterTable />
      <AlertList />
    </>
  );
}
