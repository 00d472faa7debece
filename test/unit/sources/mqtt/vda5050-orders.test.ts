import { expect, it } from "vitest";
import { edge, header, node, setUp, state2, state3 } from "../../../fakes/mqtt/versioned-vehicle.ts";

it("gives base and horizon by `released`, with positions on the plant's floor from any vehicle's messages", () => {
  const { inlet, send } = setUp(2, [{ topic: "state", pointer: "route:", text: true }]);
  send(
    "state",
    state2(1, {
      nodeStates: [node(2, true, { x: 20, y: 0, mapId: "hall" }), node(4, false)],
      edgeStates: [edge(1, true), edge(3, false)],
    }),
  );
  send("order", {
    ...header(2, 1),
    orderId: "o1",
    orderUpdateId: 0,
    nodes: [{ ...node(4, false, { x: 1, y: 2, mapId: "other" }), actions: [] }],
    edges: [],
  });
  send(
    "state",
    state2(2, { nodeStates: [node(2, true), node(4, false)], edgeStates: [edge(1, true), edge(3, false)] }),
  );
  expect(inlet.samples(0).map(({ text }) => JSON.parse(text ?? ""))).toEqual([
    {
      order: "o1",
      last: "N0",
      nodes: [
        { id: "N2", x: 10, y: 20, released: true },
        { id: "N4", x: null, y: null, released: false },
      ],
      edges: [
        { id: "E1", released: true },
        { id: "E3", released: false },
      ],
    },
    expect.objectContaining({
      nodes: [expect.objectContaining({ id: "N2" }), { id: "N4", x: 1, y: 2, released: false }],
    }),
  ]);
});

it(
  "computes the progress of an order from the nodes that states still list, through updates, and leaves a " +
    "cancelled one where it was",
  () => {
    const { inlet, send } = setUp(3, [{ topic: "state", pointer: "progress:" }]);
    let headerId = 0;
    const share = (over: object) => {
      send("state", state3(++headerId, over));
      return inlet.latest(0)?.value;
    };
    expect(share({ nodeStates: [node(2, true), node(4, false)] })).toBe(0);
    expect(share({ lastNodeSequenceId: 2, nodeStates: [node(4, true)] })).toBe(0.5);
    // An update extends it; the vehicle's state, not the order, shows its acceptance.
    send("order", {
      ...header(3, 1),
      orderId: "o1",
      orderUpdateId: 1,
      nodes: [node(4, true), node(8, true)].map((n) => ({ ...n, actions: [] })),
      edges: [],
    });
    expect(share({ lastNodeSequenceId: 2, nodeStates: [node(4, true)] })).toBe(0.5);
    expect(share({ lastNodeSequenceId: 2, nodeStates: [node(4, true), node(8, true)] })).toBe(0.25);
    expect(share({ lastNodeSequenceId: 8 })).toBe(1);
    expect(share({ orderId: "o2", lastNodeId: "", lastNodeSequenceId: 7, nodeStates: [node(2, true)] })).toBe(0);
    expect(share({ orderId: "o2", lastNodeSequenceId: 2, nodeStates: [node(4, true), node(8, false)] })).toBe(0.25);
    // Cancelled: nothing is left, and the last node does not belong to the order.
    expect(share({ orderId: "o2", lastNodeSequenceId: 2 })).toBe(0.25);
    expect(share({ orderId: "o3" })).toBe(1);
    expect(share({ orderId: "" })).toBe(0);
  },
);
