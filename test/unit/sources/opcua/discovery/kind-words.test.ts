import { expect, it } from "vitest";
import { kindInName } from "../../../../../edge/sources/opcua/discovery/kind-words.ts";

it.each([
  ["Press01", "press"],
  ["HydraulicPress_3", "press"],
  ["CNC-206", "machining-centre"],
  ["CuringOven", "oven"],
  ["焊接机器人2", "robot"],
  ["AGV 7", "agv"],
  ["1号空压机", "compressor"],
  ["Pressure", undefined],
  ["Expression", undefined],
  ["Tanker", undefined],
  ["4711", undefined],
  ["", undefined],
])("[CE11] the name %s speaks of %s: whole words count", (name, kind) => {
  expect(kindInName(name)).toBe(kind);
});
