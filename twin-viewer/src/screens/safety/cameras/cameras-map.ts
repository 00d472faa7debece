/** What cameras see, on the floor (rule SL20). Pure. */
import type { PlantIndex } from "../../../data/plant-index.ts";
import type { CameraAnswer, VisionAnswer } from "../../../data/vision-api.ts";
import { local, t } from "../../../i18n/language.ts";
import type { FloorShape } from "../../../scene/layers/floor-shapes.ts";
import type { LayerLabel, MadePicture } from "../../../scene/layers/layer.ts";

type Point = readonly [x: number, y: number];

/** Largest angle between two corners of a field of view, degrees. */
const STEP_DEG = 10;
const HATCH_M = 1.2;
const ICON = "M2 6h10v8H2zM12 9l6-3v8l-6-3z";

/** Corners of the field of view, from the camera on. */
export function fieldOf({ position: { x, y }, headingDeg, viewDeg, rangeM }: CameraAnswer): readonly Point[] {
  const steps = Math.max(1, Math.ceil(viewDeg / STEP_DEG));
  const arc = Array.from({ length: steps + 1 }, (_, n): Point => {
    const angle = ((headingDeg - viewDeg / 2 + (viewDeg * n) / steps) * Math.PI) / 180;
    return [x + rangeM * Math.cos(angle), y + rangeM * Math.sin(angle)];
  });
  // A camera that looks all around is in the middle of what it sees.
  return viewDeg >= 360 ? arc.slice(0, -1) : [[x, y], ...arc];
}

/** The same where the edge cannot be asked any more: nothing is known. */
export function nothingHeard({ cameras, zones, ...rest }: VisionAnswer): VisionAnswer {
  return {
    ...rest,
    cameras: cameras.map((camera) => ({ ...camera, state: camera.state === "heard" ? "silent" : camera.state })),
    zones: zones.map((zone) => ({ ...zone, heard: 0, isBlind: true })),
  };
}

/** Fields of cameras that were heard are tinted; those of silent ones, and zones that nobody sees now, are hatched. */
export function cameraPicture(
  { cameras, zones }: VisionAnswer,
  index: PlantIndex,
): Pick<MadePicture, "floor" | "labels" | "legend"> {
  const blind = zones.filter(({ isBlind }) => isBlind);
  const hatched = (polygon: readonly Point[]): FloorShape => ({
    ...{ kind: "area", polygon, color: "stale", alpha: 0.5, dashM: HATCH_M },
  });
  return {
    floor: [
      ...cameras.map(
        (camera): FloorShape =>
          camera.state === "heard"
            ? { kind: "area", polygon: fieldOf(camera), color: "ink", alpha: 0.08, dashM: 0 }
            : hatched(fieldOf(camera)),
      ),
      ...blind.flatMap(({ zone }) => {
        const known = index.plant.zones.find(({ id }) => id === zone);
        return known === undefined ? [] : [hatched(known.polygon)];
      }),
    ],
    labels: cameras.map(labelOf),
    legend: [
      { swatches: ["near"], text: "cam.field" },
      { swatches: ["risk-unknown"], text: "cam.field-unknown" },
    ],
  };
}

function labelOf({ id, name, state, position: { x, y } }: CameraAnswer): LayerLabel {
  return {
    ...{ key: `camera ${id}`, place: [x, y], icon: { path: ICON, looks: "mark-icon" } },
    ...{ title: id, text: local(name), age: "" },
    value: state === "heard" ? "" : t("cam.field-unknown"),
  };
}
