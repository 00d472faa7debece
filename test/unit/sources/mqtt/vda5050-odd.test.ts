/** VDA 5050 messages that are odd or break the schema. */
import { expect, it } from "vitest";
import { setUp, state } from "../../../fakes/mqtt/vehicles.ts";

it("accepts the action status PAUSED, which the document has and the schema lacks", () => {
  const { send } = setUp();
  send("state", state(1, { actionStates: [{ actionId: "a", actionStatus: "PAUSED" }] }));
  expect(() => send("state", state(2, { actionStates: [{ actionId: "a", actionStatus: "ASLEEP" }] }))).toThrow(
    "/actionStates/0/actionStatus",
  );
});

it(
  "[S28] accepts odd but allowed messages: an unknown action, a later version, a place outside of every map, a " +
    "jump back",
  () => {
    const { inlet, send, isLive, pass } = setUp();
    const odd = {
      version: "2.9.7",
      actionStates: [{ actionId: "a", actionType: "makeCoffee", actionStatus: "RUNNING" }],
      agvPosition: { x: 1e9, y: -1e9, theta: 0, mapId: "nowhere", positionInitialized: false },
      nodeStates: [{ nodeId: "N1", sequenceId: 2, released: true, nodePosition: { x: 1e12, y: 0, mapId: "nowhere" } }],
      edgeStates: [{ edgeId: "E1", sequenceId: 1, released: true }],
      extra: { deep: [[[]]] },
    };
    send("state", state(500, odd));
    send("state", state(3, odd));
    pass(0);
    expect([isLive.get(0), inlet.latest(0)?.value, inlet.events.map(({ type }) => type)]).toEqual([
      true,
      77.5,
      ["gap.declared"],
    ]);
    expect(JSON.parse(inlet.latest(5)?.text ?? "")).toMatchObject({ nodes: [{ x: 1e12 }] });
  },
);

it("[S16] names from messages reach no prototype, and inherited members are absent", () => {
  const { inlet, send } = setUp();
  send(
    "state",
    JSON.stringify(state(1)).replace(
      '"orderId"',
      '"__proto__":{"polluted":5},"constructor":{"prototype":{"polluted":5}},"orderId"',
    ),
  );
  // The tag reads the message's member of that name, which JSON.parse makes an own member.
  expect(inlet.latest(9)?.value).toBe(5);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});
