import { signal } from "@preact/signals";
import { type FloorMark, LAYERS, type LayerId, layer, SCREENS, type Screen, screen } from "./signals.ts";

/** The user's choice of layer by room; a room without one has its own layer. */
export const chosenLayers = signal<Readonly<Partial<Record<Screen, LayerId>>>>({});

/** What a link shows in one room; nobody chose it, so it is not remembered. */
export const linkedPicture = signal<{
  readonly screen: Screen;
  readonly layer?: LayerId;
  readonly marks?: readonly FloorMark[];
} | null>(null);

/** The layer of a room: as a link says, as chosen before, or its own. */
export function layerOf(room: Screen, own: LayerId): LayerId {
  const linked = linkedPicture.value;
  return (linked?.screen === room ? linked.layer : undefined) ?? chosenLayers.value[room] ?? own;
}

/** Chooses a layer for the open room; null gives the room its own again. */
export function chooseLayer(id: LayerId | null): void {
  const { [screen.value]: _, ...others } = chosenLayers.value;
  linkedPicture.value = null;
  chosenLayers.value = id === null ? others : { ...others, [screen.value]: id };
}

/** Shows a layer in the open room; the room's own again where it is shown already. */
export function toggleLayer(id: LayerId): void {
  chooseLayer(layer.value === id ? null : id);
}

/** The next of the layers that the plant has data for. */
export function nextLayer(layers: readonly LayerId[]): void {
  const next = layers[(layers.indexOf(layer.value) + 1) % layers.length];
  if (next !== undefined) chooseLayer(next);
}

/** Reads choices that a browser has kept; unknown words are left out. */
export function readChosenLayers(stored: unknown): Partial<Record<Screen, LayerId>> {
  if (typeof stored !== "object" || stored === null) return {};
  const entries = Object.entries(stored).filter(
    ([room, id]) => SCREENS.some((one) => one === room) && LAYERS.some((one) => one === id),
  );
  return Object.fromEntries(entries) as Partial<Record<Screen, LayerId>>;
}
