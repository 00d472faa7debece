import { expect, it } from "vitest";
import { lanesOf, stretchesOf } from "../../twin-viewer/src/timeline/area-lanes.tsx";

it("columns of one tone are one stretch with the mean of its shares; what nobody saw counts for nothing", () => {
  const stretches = stretchesOf({ working: [0.9, 0.7, 0.4, 0.1, 0, 0.4], unknown: [0, 0, 0, 0, 0.9, 0.5] });
  expect(stretches.map(({ from, to, tone }) => [from, to, tone])).toEqual([
    [0, 2, "running"],
    [2, 3, "idle"],
    [3, 4, "stopped"],
    [4, 5, "unknown"],
    // Half was seen, and of that four fifths worked.
    [5, 6, "running"],
  ]);
  expect(stretches[0]?.working).toBeCloseTo(0.8);
});

it("more areas than have room are one lane, weighted by their machines", () => {
  const area = (path: string, machines: number, share: number) => ({ path, machines, working: [share, share], failed: [0, 0], unknown: [0, 0] });
  const six = Array.from({ length: 6 }, (_, i) => area(`a${i}`, 1, 1));
  expect(lanesOf(six)).toBe(six);
  const [whole, ...others] = lanesOf([...six, area("a6", 6, 0)]);
  expect(others).toEqual([]);
  expect(whole).toMatchObject({ machines: 12, working: [0.5, 0.5] });
});
