import { expect, it } from "vitest";
import { EventDesk } from "../../../../../edge/sources/opcua/events/event-desk.ts";
import { EventReader } from "../../../../../edge/sources/opcua/events/event-reader.ts";

/** A reader of the event subscription 7 and a subscription of values, 8. */
function reader() {
  const posts: unknown[] = [];
  const refreshed: unknown[] = [];
  const options = {
    id: 1,
    plan: { events: { rules: [] }, notifiers: [], roots: [] },
    post: (message: unknown) => void posts.push(message),
    subscriptions: () => [{ id: 7, isEvents: true }, { id: 8 }],
    session: {
      call: async ({ inputArguments }: { inputArguments: { value: unknown }[] }) => {
        refreshed.push(inputArguments[0]?.value);
        return { statusCode: { isNotGood: () => false } };
      },
    },
  };
  return {
    posts,
    refreshed,
    reader: new EventReader(options as unknown as ConstructorParameters<typeof EventReader>[0]),
  };
}

it("[O14] lost messages with events are reported with their number, and conditions are refreshed", () => {
  const { reader: events, posts, refreshed } = reader();
  events.miss(3, 1_000);
  expect(posts).toEqual([{ kind: "events-missing", id: 1, messages: 3, at: 1_000 }]);
  expect(refreshed).toEqual([7]);
});

it("[O14] if it is unknown whether messages were lost, conditions are refreshed and nothing is reported", () => {
  const { reader: events, posts, refreshed } = reader();
  events.miss(undefined, 1_000);
  expect([posts, refreshed]).toEqual([[], [7]]);
});

it("[O14] the record of lost messages says that it counts notifications, and how many", () => {
  const counters = { named: new Map<string, number>() };
  const desk = new EventDesk(
    { name: "line", bound: [], counters } as unknown as ConstructorParameters<typeof EventDesk>[0],
    { roots: [] } as unknown as ConstructorParameters<typeof EventDesk>[1],
  );
  expect(desk.missed(3, 1_000)).toMatchObject({
    type: "events.missing",
    time: 1_000,
    payload: { source: "line", count: "notifications", lost: 3 },
  });
  expect(counters.named.get("eventsMissing")).toBe(3);
});
