import { expect, it } from "vitest";
import { MotionChannels, wrapped } from "../../twin-viewer/src/scene/motion.ts";
import { parseStops, routeFrom } from "../../twin-viewer/src/scene/route.ts";

it("the first value is shown at once, later ones are approached within about one interval", () => {
  const motion = new MotionChannels();
  const channel = motion.add(0, false);
  motion.set(channel, 1, 1000, true);
  expect(motion.at(channel, 1000)).toBe(1);
  motion.set(channel, 2, 1250, true);
  expect(motion.at(channel, 1250)).toBe(1);
  expect(motion.at(channel, 1375)).toBeCloseTo(1.5);
  expect(motion.at(channel, 1500)).toBe(2);
  expect(motion.at(channel, 9999)).toBe(2);
});

it("an angle takes the short way round", () => {
  const motion = new MotionChannels();
  const channel = motion.add(3.1, true);
  motion.set(channel, 3.1, 0, false);
  motion.set(channel, -3.1, 250, true);
  expect(Math.abs(wrapped(motion.at(channel, 375)))).toBeCloseTo(Math.PI, 1);
});

it("a far jump is a placement and does not glide", () => {
  const motion = new MotionChannels();
  const channel = motion.add(0, false);
  motion.set(channel, 0, 0, false);
  motion.set(channel, 50, 250, true);
  expect(motion.at(channel, 250)).toBe(50);
});

it("not-a-number moves nothing", () => {
  const motion = new MotionChannels();
  const channel = motion.add(4, false);
  motion.set(channel, Number.NaN, 0, true);
  expect(motion.at(channel, 0)).toBe(4);
  expect(motion.isMoving).toBe(false);
});

it("a channel that arrived is reported once more and then rests", () => {
  const motion = new MotionChannels();
  const channel = motion.add(0, false);
  motion.set(channel, 1, 0, false);
  const moved = (nowMs: number) => {
    const channels: number[] = [];
    motion.eachMoved(nowMs, (one) => channels.push(one));
    return channels;
  };
  expect(moved(2000)).toEqual([channel]);
  expect(moved(2001)).toEqual([]);
});

it("a route splits where the released part ends", () => {
  const text = JSON.stringify({
    nodes: [
      { id: "a", x: 1, y: 0, released: true },
      { id: "b", x: 2, y: 0, released: false },
    ],
  });
  expect(routeFrom(parseStops(text), [0, 0])).toEqual({
    base: [
      [0, 0],
      [1, 0],
    ],
    horizon: [
      [1, 0],
      [2, 0],
    ],
  });
});

it.each([
  "",
  "{",
  "null",
  "[]",
  '{"nodes":5}',
  '{"nodes":[null,{"x":"1"}]}',
  JSON.stringify({ nodes: Array.from({ length: 501 }, () => ({ x: 1, y: 1, released: true })) }),
])("no route from %.20s", (text) => {
  expect(routeFrom(parseStops(text), [0, 0])).toEqual({ base: [], horizon: [] });
});
