import type { PlantIndex } from "../../data/plant-index.ts";
import { LAYERS, type LayerId } from "../../data/signals.ts";
import { ageLayer } from "./age.ts";
import { alarmsLayer } from "./alarms.ts";
import { balanceLayer } from "./balance.ts";
import { flowLayer } from "./flow.ts";
import { futureLayer } from "./future.ts";
import { healthLayer } from "./health.ts";
import { islandsLayer } from "./islands.ts";
import type { Layer } from "./layer.ts";
import { powerLayer } from "./power.ts";
import { registerLayer } from "./register.ts";
import { safetyLayer } from "./safety.ts";
import { spreadLayer } from "./spread.ts";
import { statesLayer } from "./states.ts";

/** Every layer: a file and a line here. */
export const LAYER_LIST: Readonly<Record<LayerId, Layer>> = {
  states: statesLayer,
  alarms: alarmsLayer,
  energy: powerLayer,
  flow: flowLayer,
  health: healthLayer,
  safety: safetyLayer,
  age: ageLayer,
  balance: balanceLayer,
  register: registerLayer,
  spread: spreadLayer,
  islands: islandsLayer,
  future: futureLayer,
};

/** Layers for which the plant has data. */
export function layersOf(index: PlantIndex): readonly LayerId[] {
  return LAYERS.filter((id) => LAYER_LIST[id].isThere(index));
}
