import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { componentCondition } from "../data/component-condition.ts";
import { fetchComponents } from "../data/maintenance-api.ts";
import type { Session } from "../data/session.ts";
import { edgeNowMs, type LayerId, layer, moment, plant } from "../data/signals.ts";
import { useQuestion } from "../data/use-question.ts";
import { zoneMinute } from "../data/zone-counts.ts";
import type { LayerPicture } from "../scene/layers/layer.ts";
import { LAYER_LIST } from "../scene/layers/list.ts";
import type { PlantScene } from "../scene/plant-scene.ts";

const REFRESH_MS = 15_000;

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
      people: zoneMinute.value,
    },
    before?.id === id ? before.picture : undefined,
  );
  layerPicture.value = { id, picture };
  return picture;
}

/** Asks the edge for what the health layer shows, while it is shown. */
export function LayerQuestions() {
  return layer.value === "health" && moment.value === null ? <HealthQuestion /> : null;
}

function HealthQuestion() {
  const { answer, gotMs } = useQuestion("components of the picture", fetchComponents, REFRESH_MS);
  useEffect(() => {
    if (answer !== undefined) componentCondition.value = { components: answer, atMs: gotMs };
  }, [answer, gotMs]);
  return null;
}
