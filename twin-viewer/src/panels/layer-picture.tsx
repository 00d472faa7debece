import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { fetchTree, type TreeAnswer } from "../data/balance-api.ts";
import { balanceNow } from "../data/balance-now.ts";
import { componentCondition } from "../data/component-condition.ts";
import { usePlant } from "../data/context.ts";
import { fetchIslands } from "../data/islands-api.ts";
import { islandsEveryMs, islandsNow, offerIslands } from "../data/islands-now.ts";
import { shownRisk } from "../data/live-risk.ts";
import { fetchComponents } from "../data/maintenance-api.ts";
import type { Session } from "../data/session.ts";
import { edgeNowMs, type LayerId, layer, moment, plant } from "../data/signals.ts";
import { askedAtMs, useQuestion } from "../data/use-question.ts";
import { zoneMinute } from "../data/zone-counts.ts";
import type { LayerPicture } from "../scene/layers/layer.ts";
import { LAYER_LIST } from "../scene/layers/list.ts";
import type { PlantScene } from "../scene/plant-scene.ts";
import { futureScene } from "./future-scene.ts";
import { shownRegister } from "./register-map.ts";
import { spreadPicture } from "./spread/spread-picture.ts";

const REFRESH_MS = 15_000;
const BALANCE_REFRESH_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Intervals of the hour that are reconciled one by one. */
const INTERVAL_MIN = 15;

/** What the picture shows now, for its labels and its legend; null before the first. */
export const layerPicture = signal<{ readonly id: LayerId; readonly picture: LayerPicture } | null>(null);

/** Paints the chosen layer from the present facts. */
export function paintLayer(scene: PlantScene, { mirror }: Session): LayerPicture | undefined {
  const [id, index] = [layer.value, plant.value];
  if (index === null) return undefined;
  const before = layerPicture.peek();
  const picture = LAYER_LIST[id].paint(
    scene.actors.map(({ asset }) => asset),
    {
      index,
      mirror,
      nowMs: edgeNowMs(),
      isPast: moment.value !== null,
      health: componentCondition.value,
      balance: balanceNow.value,
      people: zoneMinute.value,
      risk: shownRisk(),
      register: shownRegister.value,
      spread: spreadPicture.value,
      future: futureScene.value,
      islands: islandsNow.value,
    },
    before?.id === id ? before.picture : undefined,
  );
  layerPicture.value = { id, picture };
  return picture;
}

/** Asks for what the layers of health and balance show while they are shown, and always for islands (rule IS16). */
export function LayerQuestions() {
  const isLive = moment.value === null;
  return (
    <>
      {plant.value === null ? null : <IslandsQuestion />}
      {isLive && layer.value === "health" ? <HealthQuestion /> : null}
      {isLive && layer.value === "balance" ? <BalanceQuestion /> : null}
    </>
  );
}

function HealthQuestion() {
  const { answer, gotMs } = useQuestion("components of the picture", fetchComponents, REFRESH_MS);
  useEffect(() => {
    if (answer !== undefined) componentCondition.value = { components: answer, atMs: gotMs };
  }, [answer, gotMs]);
  return null;
}

/** While another layer is shown it asks now and then whether there are islands, so that the menu offers them. */
function IslandsQuestion() {
  const index = usePlant();
  const isShown = layer.value === "islands";
  const atMs = isShown ? askedAtMs() : undefined;
  const [isRecorded, setRecorded] = useState(false);
  const key = `islands ${isShown ? (atMs ?? "now") : "of the plant"}${isRecorded ? " recorded" : ""}`;
  const { answer } = useQuestion(key, () => fetchIslands(atMs), islandsEveryMs({ isShown, isRecorded }));
  useEffect(() => {
    if (answer?.isRecorded === true) setRecorded(true);
    if (index !== null && answer !== undefined) offerIslands(index, answer);
    islandsNow.value = isShown ? answer : undefined;
  }, [index, answer, isShown]);
  return null;
}

function BalanceQuestion() {
  const { answer, gotMs } = useQuestion("balance of the picture", fetchLastHour, BALANCE_REFRESH_MS);
  useEffect(() => {
    if (answer !== undefined) balanceNow.value = { nodes: answer.nodes, atMs: gotMs };
  }, [answer, gotMs]);
  return null;
}

function fetchLastHour(): Promise<TreeAnswer> {
  const toMs = edgeNowMs();
  return fetchTree({ fromMs: toMs - HOUR_MS, toMs }, INTERVAL_MIN);
}
