import { expect, it } from "vitest";
import { movedLabels } from "../../twin-viewer/src/screens/forecast/scene/future-words.ts";

it("[FK86] a played future says what it moves, because the picture has it at its present place", () => {
  const futures = [
    { name: "More room", changes: [{ capacity: 20, at: "BUF-1" }] },
    {
      name: "Cell farther south",
      changes: [{ move: ["WSH-01", "DRY-01"], by: [0, -4] }, { move: "DRY-01", to: [3, 4] }, { vehicles: 1 }],
    },
  ];
  expect([0, 1, 2, 3].map((number) => movedLabels(futures, number))).toEqual([[], [], ["WSH-01", "DRY-01"], []]);
});
