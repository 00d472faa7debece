import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { BalanceCard } from "../../panels/balance/balance-card.tsx";
import { EnergyCard, MeterTable } from "../../panels/energy-card.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { MeterTree } from "../../panels/meter-tree.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { LoadCard } from "./load-card.tsx";
import { PieceEnergyCard } from "./piece-energy-card.tsx";

/** The balance of media over the whole width; then demand and pieces beside the present power and alerts. */
export function EnergyDock({ focus }: { focus: (uid: AssetUid) => void }) {
  return (
    <>
      <BalanceCard focus={focus} />
      <OpenTrend />
      <div class="asset-columns">
        <div>
          <LoadCard />
          <PieceEnergyCard />
          <MeterTree />
        </div>
        <div>
          <EnergyCard />
          <SelectedAsset onFocus={focus} />
          <MeterTable />
          <AlertList />
        </div>
      </div>
    </>
  );
}
