import { expect, it } from "vitest";
import type { OperatorAction } from "../../../../../edge/contracts/alerts/alert.ts";
import { OpcuaConditionWriter } from "../../../../../edge/sources/opcua/events/condition-writer.ts";
import type { ConditionCall, ServerEvent } from "../../../../../edge/sources/opcua/events/messages.ts";

const TARGET = { source: "press", conditionId: "nsu=urn:a;i=1", eventId: "1" };
const UNSHELVE = { kind: "unshelve", principal: { user: "li" }, at: 0 } as OperatorAction;

type Shown = Pick<ServerEvent, "shelved" | "comment">;

/** A server whose events arrive one by one, each when the writer looks for it. */
function server(shown: readonly Shown[], answers: Partial<Record<ConditionCall["method"], string>> = {}) {
  let looks = 0;
  const calls: string[] = [];
  const writer = new OpcuaConditionWriter("press", {
    call: async ({ method }) => {
      calls.push(method);
      return { status: answers[method] ?? "Good" };
    },
    find: () => {
      const event = shown[Math.min(looks, shown.length - 1)];
      if (calls.includes("unshelve")) looks++;
      return event as ServerEvent;
    },
    refreshes: 0,
    refreshedAfter: () => new Promise(() => undefined),
  });
  return { writer, calls, looks: () => looks };
}

const TIMED = { kind: "timed" } as const;

it("[O3] an act that ends a state counts once an event shows it, not while earlier ones arrive", async () => {
  const earlier = [
    { shelved: undefined, comment: "li: spare part comes" },
    { shelved: TIMED, comment: "li: spare part comes" },
    { shelved: TIMED, comment: "li" },
  ];
  const one = server([...earlier, { shelved: undefined, comment: "li" }]);
  expect(await one.writer.act(TARGET, UNSHELVE)).toBe("Good");
  expect([one.calls, one.looks()]).toEqual([["comment", "unshelve"], earlier.length + 1]);
});

it("[O3] where the server takes no comment, the first event in the wanted state counts", async () => {
  const one = server(
    [
      { shelved: TIMED, comment: "" },
      { shelved: undefined, comment: "" },
    ],
    { comment: "BadMethodInvalid" },
  );
  expect(await one.writer.act(TARGET, UNSHELVE)).toBe("Good");
  expect(one.looks()).toBe(2);
});

it("[O3] a server that never reports the effect delays the answer, and does not refuse it", async () => {
  const one = server([{ shelved: TIMED, comment: "" }]);
  expect(await one.writer.act(TARGET, UNSHELVE)).toBe("Good");
});
