import { expect, it } from "vitest";
import { energyFollower } from "../../../edge/energy/follower.ts";

it("[PE22] a step is called as the config calls its operation", async () => {
  const name = { zh: "车削", en: "Turning" };
  const readers = energyFollower.readers?.({
    config: { material: { operations: [{ stations: ["CNC-10*"], id: "OP10", name }] } },
    follower: () => ({ isCurrent: true, ask: async () => ({ steps: [{ operation: "OP10" }, { operation: "X" }] }) }),
  } as never);
  const view = await readers?.pieceEnergy.steps({ from: 0, to: 1 });
  expect(view?.steps).toEqual([{ operation: "OP10", operationName: name }, { operation: "X" }]);
});
