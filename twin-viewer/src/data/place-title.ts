import { placesOf } from "../../../edge/contracts/dashboards/generated.ts";
import { local } from "../i18n/language.ts";
import type { PlantIndex } from "./plant-index.ts";

/** Name of an area or, with its area because others may have one of the same name, of a line. */
export function placeTitle(path: string, index: Pick<PlantIndex, "placeName">): string {
  const names = placesOf(path).map((one) => {
    const name = index.placeName(one);
    return name === undefined ? (one.split("/").at(-1) ?? one) : local(name);
  });
  return names.length === 0 ? path : names.join(" · ");
}
