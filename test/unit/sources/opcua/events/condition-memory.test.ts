import { expect, it } from "vitest";
import { ConditionMemory } from "../../../../../edge/sources/opcua/events/condition-memory.ts";
import type { ServerEvent } from "../../../../../edge/sources/opcua/events/messages.ts";

function event(over: Partial<ServerEvent>): ServerEvent {
  return {
    ...{
      conditionId: "nsu=urn:a;i=1",
      branchId: undefined,
      eventId: "1",
      eventType: "i=2915",
      sourceNode: undefined,
      sourceName: "pump",
      conditionName: "hot",
      time: 10,
      message: "",
      severity: 500,
    },
    ...{
      typeName: "",
      conditionClass: undefined,
      active: true,
      acknowledged: false,
      confirmed: undefined,
      retain: true,
    },
    ...{
      latched: undefined,
      suppressed: undefined,
      outOfService: undefined,
      shelved: undefined,
      comment: "",
      commentBy: "",
    },
    ...over,
  };
}

it("[C16] a refresh reports only changes", () => {
  const memory = new ConditionMemory();
  expect(memory.take(event({}))).toBeDefined();
  memory.startRefresh();
  expect(memory.take(event({}))).toBeUndefined();
  expect(memory.take(event({ branchId: "nsu=urn:a;i=9" }))).toBeDefined();
  expect(memory.take(event({ conditionId: "nsu=urn:a;i=2" }))).toBeDefined();
  expect(memory.endRefresh(99)).toMatchObject({
    ended: [],
    kept: [{ branchId: undefined }, { branchId: "nsu=urn:a;i=9" }, { conditionId: "nsu=urn:a;i=2" }],
  });
  expect(memory.endRefresh(99)).toBeUndefined();
});

it("[C16] a retained condition that is missing from a refresh has ended", () => {
  const memory = new ConditionMemory();
  memory.take(event({}));
  memory.take(event({ conditionId: "nsu=urn:a;i=2", eventId: "2" }));
  memory.startRefresh();
  memory.take(event({ conditionId: "nsu=urn:a;i=2", eventId: "2" }));
  expect(memory.endRefresh(99)?.ended).toEqual([event({ time: 99, active: false, retain: false })]);
  memory.startRefresh();
  memory.take(event({ conditionId: "nsu=urn:a;i=2", eventId: "2" }));
  expect(memory.endRefresh(99)?.ended).toEqual([]);
});

it("events without a condition are always passed on", () => {
  const memory = new ConditionMemory();
  const plain = event({ conditionId: undefined });
  expect([memory.take(plain), memory.take(plain)]).toEqual([plain, plain]);
});
