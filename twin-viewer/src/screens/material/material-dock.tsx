import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { fetchPlaces } from "../../data/production-api.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { AgreementCard } from "./agreement-card.tsx";
import { FlowCard } from "./flow-card.tsx";
import { IslandsCard } from "./islands/islands-card.tsx";
import { OrderCard } from "./order-card.tsx";
import { PieceCard } from "./piece-card.tsx";
import { PieceHistory } from "./piece-history.tsx";
import { PlaceCard } from "./place-card.tsx";
import { VehicleCard } from "./vehicle-card.tsx";

const REFRESH_MS = 5_000;

export function MaterialDock({ focus }: { focus: (uid: AssetUid) => void }) {
  useSecond();
  const atMs = askedAtMs();
  const places = useQuestion(`places ${atMs ?? "now"}`, () => fetchPlaces(atMs), REFRESH_MS);
  return (
    <>
      <PieceCard focus={focus} places={places.answer?.places} />
      <PieceHistory />
      <OpenTrend />
      <PlaceCard question={places} />
      <OrderCard />
      <FlowCard />
      <IslandsCard />
      <AgreementCard />
      <VehicleCard places={places.answer?.places} />
      <SelectedAsset onFocus={focus} />
      <AlertList />
    </>
  );
}
