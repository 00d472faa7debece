/** The state of a machine from a value of its server (rule CE20 in docs/rules/config-edits.md). */
import { expect, it } from "vitest";
import type { ProposedTag } from "../../../../edge/contracts/path/proposed-config.ts";
import { asItemState, canBeState, stateMapOf, suggestedStates } from "../../../../edge/contracts/plant/state-map.ts";

const name = { zh: "状态", en: "State" };
const number: ProposedTag = {
  ...{ component: "plc", signal: "state", name, type: "number", unit: "1", range: [0, 9] },
  binding: { path: "own:State", every: 0 },
};

it("[CE20] the names of the values suggest states, in both languages; without names there is no suggestion", () => {
  const labels = [
    { value: 0, zh: "离线", en: "Offline" },
    { value: 1, zh: "手动维修", en: "Maintenance" },
    { value: 2, zh: "停机", en: "Not running" },
    { value: 3, zh: "自动运行", en: "Auto" },
    { value: 7, zh: "其他", en: "Other" },
    { value: 8, zh: "故障", en: "Fault while running" },
  ];
  expect(suggestedStates({ ...number, type: "enum", labels })).toEqual({ 0: 0, 1: 1, 2: 2, 3: 3, 7: 2, 8: 2 });
  const chinese = labels.map((label) => ({ ...label, en: "x" }));
  expect(suggestedStates({ ...number, type: "enum", labels: chinese })).toEqual({ 0: 0, 1: 1, 2: 2, 3: 3, 7: 2, 8: 2 });
  expect(suggestedStates(number)).toEqual({});
});

it("[CE20] a number becomes an enum of the four states with its map; what it cannot be any more goes", () => {
  const state = asItemState(number, { 20: 3, STOP: 2 });
  expect(state).toEqual({
    ...{ component: "plc", signal: "state", name, type: "enum", role: "item-state" },
    labels: expect.arrayContaining([{ value: 3, zh: "执行中", en: "Executing" }]),
    binding: { path: "own:State", every: 0, map: { 20: 3, STOP: 2 } },
  });
  expect(stateMapOf(state)).toEqual({ 20: 3, STOP: 2 });
  expect(stateMapOf(number)).toBeUndefined();
  expect(canBeState({ ...number, type: "boolean" })).toBe(false);
});
