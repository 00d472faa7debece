/** Cameras on the map: rule SL20 in docs/rules/scene-layers.md. */
import { expect, it } from "vitest";
import type { PlantIndex } from "../../twin-viewer/src/data/plant-index.ts";
import type { CameraAnswer, VisionAnswer } from "../../twin-viewer/src/data/vision-api.ts";
import "../../twin-viewer/src/i18n/cameras-catalogue.ts";
import { cameraPicture, fieldOf, nothingHeard } from "../../twin-viewer/src/screens/safety/cameras/cameras-map.ts";

const camera = (id: string, more: Partial<CameraAnswer> = {}): CameraAnswer => ({
  ...{ id, name: { zh: id, en: id }, state: "heard", heardAt: null, position: { x: 10, y: 5 } },
  ...{ headingDeg: 90, viewDeg: 60, rangeM: 8, zones: ["west"], ...more },
});
const POLYGON = [
  [0, 0],
  [4, 0],
  [4, 4],
] as const;
const index = { plant: { zones: [{ id: "west", polygon: POLYGON }] } } as unknown as PlantIndex;
const answer: VisionAnswer = {
  isOn: true,
  cameras: [camera("A"), camera("B", { state: "silent" }), camera("C", { state: "never-heard", viewDeg: 360 })],
  zones: [{ zone: "west", cameras: 3, heard: 1, isBlind: false }],
};

it("[SL20] a field of view begins at its camera and has its direction, angle and range", () => {
  const [at, ...arc] = fieldOf(camera("A"));
  expect(at).toEqual([10, 5]);
  expect(arc).toHaveLength(7);
  for (const [x, y] of arc) expect(Math.hypot(x - 10, y - 5)).toBeCloseTo(8);
  const angles = arc.map(([x, y]) => (Math.atan2(y - 5, x - 10) * 180) / Math.PI);
  expect([angles[0], angles[3], angles[6]]).toEqual([60, 90, 120].map((angle) => expect.closeTo(angle, 6)));
  const around = fieldOf(camera("C", { viewDeg: 360 }));
  expect(around).toHaveLength(36);
  expect(around).not.toContainEqual([10, 5]);
});

it("[SL20] what a silent camera sees is hatched, and so is a zone that none sees now", () => {
  const looks = (of: VisionAnswer) =>
    cameraPicture(of, index).floor.map((shape) => (shape.kind === "area" ? [shape.color, shape.dashM > 0] : []));
  expect(looks(answer)).toEqual([
    ["ink", false],
    ["stale", true],
    ["stale", true],
  ]);
  // The edge cannot be asked any more: nothing is known.
  expect(looks(nothingHeard(answer))).toEqual(Array.from({ length: 4 }, () => ["stale", true]));
  const picture = cameraPicture(nothingHeard(answer), index);
  expect(picture.floor.at(-1)).toMatchObject({ polygon: POLYGON });
  expect(picture.labels.map(({ value }) => value)).not.toContain("");
});
