import { NodeId, Variant } from "node-opcua";
import { expect, it } from "vitest";
import { ConditionMemory } from "../../../../../edge/sources/opcua/events/condition-memory.ts";
import { readEvent } from "../../../../../edge/sources/opcua/events/event-fields.ts";
import type { ServerEvent } from "../../../../../edge/sources/opcua/events/messages.ts";
import { NotifierRepeats } from "../../../../../edge/sources/opcua/events/notifier-repeats.ts";

const TIME = new Date("2026-03-04T05:06:07Z");
/** ConditionId, EventId, EventType, SourceNode, SourceName, Time: the order of the select clauses. */
function fieldsWith(time: Variant): Variant[] {
  const condition = new Variant({ dataType: "NodeId", value: new NodeId(NodeId.NodeIdType.NUMERIC, 7, 1) });
  return [
    condition,
    new Variant({ dataType: "ByteString", value: Buffer.from([1]) }),
    new Variant({}),
    new Variant({}),
    new Variant({}),
    time,
  ];
}

it.each([
  ["without a time", new Variant({})],
  ["of 1601", new Variant({ dataType: "DateTime", value: new Date(Date.UTC(1601, 0, 1)) })],
  ["of 1970", new Variant({ dataType: "DateTime", value: new Date(0) })],
])("[O12] an event %s gets the time of its arrival, marked as such", (_name, time) => {
  const before = Date.now() * 1000;
  const event = readEvent(fieldsWith(time), ["", "urn:a"]);
  expect(event.isArrivalTime).toBe(true);
  expect(event.time).toBeGreaterThanOrEqual(before);
});

it("[O12] an event keeps its own time", () => {
  const event = readEvent(fieldsWith(new Variant({ dataType: "DateTime", value: TIME })), ["", "urn:a"]);
  expect([event.time, event.isArrivalTime]).toEqual([TIME.getTime() * 1000, undefined]);
});

it("[O12] a refresh with the same event does not change its time", () => {
  const memory = new ConditionMemory();
  const event = {
    conditionId: "c",
    branchId: undefined,
    eventId: "1",
    time: 10,
    isArrivalTime: true,
    retain: true,
  } as ServerEvent;
  memory.take(event);
  expect(memory.settle({ ...event, time: 99 }).time).toBe(10);
  expect(memory.settle({ ...event, eventId: "2", time: 99 }).time).toBe(99);
});

it("[O13] the same event of two notifiers is one event, and their refreshes are one", () => {
  const repeats = new NotifierRepeats(true);
  const event = { conditionId: undefined, eventId: "1" } as ServerEvent;
  expect([repeats.isNew(event), repeats.isNew(event), repeats.isNew({ ...event, eventId: "2" })]).toEqual([
    true,
    false,
    true,
  ]);
  const condition = { ...event, conditionId: "c" } as ServerEvent;
  expect([repeats.isNew(condition), repeats.isNew(condition)]).toEqual([true, true]);
  const refreshes = ["refresh-start", "refresh-end", "refresh-start", "refresh-end", "refresh-start"] as const;
  expect(refreshes.map((one) => repeats.isWhole(one, 2))).toEqual([true, false, false, true, true]);
});

it("[O13] with one notifier nothing is remembered", () => {
  const repeats = new NotifierRepeats(false);
  const event = { conditionId: undefined, eventId: "1" } as ServerEvent;
  expect([repeats.isNew(event), repeats.isNew(event)]).toEqual([true, true]);
  expect((["refresh-start", "refresh-end"] as const).map((one) => repeats.isWhole(one, 1))).toEqual([true, true]);
});
