import { expect, it } from "vitest";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { alertEntry, eventEntry } from "../../../edge/uns/entries.ts";
import { adviceStates } from "../../../edge/uns/states.ts";
import { placeOfLine } from "../../../edge/uns/topics.ts";
import { decision, newAdvice } from "../../fakes/records/advice.ts";
import { T0 } from "../../fakes/records/work.ts";

const context = { edgeUid: "urn:gemba:edge:e", assetOf: () => undefined, tagOf: () => undefined };

function event(type: string, payload: EdgeEvent["payload"]): EdgeEvent {
  return { eventUid: "u", type, time: 1e15, receivedAt: 1e15, schema: "t/1", payload };
}

const ALERT = {
  alertUid: "a",
  occurrenceUid: "o",
  origin: { edge: "e", source: "rules" },
  rule: "spindle/hot",
  assetUid: "urn:test:1" as AssetUid,
  kind: "process",
  annunciation: "alarm",
  severity: 600,
  priority: 2,
  state: "acknowledged",
  message: { zh: "热", en: "hot" },
  evidence: [],
  raisedAt: 1e15,
  acknowledged: { at: 1e15, by: "li.wei", comment: "seen by li.wei" },
  outOfService: { at: 1e15, by: "li.wei", comment: "li.wei" },
  shelf: { kind: "timed", until: 2e15, by: "li.wei", reason: "li.wei" },
  latched: false,
  comments: [{ at: 1e15, by: "li.wei", comment: "li.wei" }],
  reraised: 0,
  realarmed: 0,
} as const;

it("[UN16] names of people and what they wrote leave alerts and events, at every depth", () => {
  const said = [
    alertEntry(ALERT, context),
    eventEntry(event("alert.changed", ALERT as never), context),
    eventEntry(event("state.reason", { by: "li.wei", code: "tool", note: "li.wei" }), context),
    eventEntry(event("opcua.audit", { fields: [{ ClientUserId: "li.wei", Value: 3 }] }), context),
  ];
  expect(JSON.stringify(said)).not.toContain("li.wei");
  expect(said[0]).toMatchObject({
    schema: "alert/1",
    state: "acknowledged",
    acknowledgedAt: "2001-09-09T01:46:40.000Z",
  });
  expect(said[2]).toMatchObject({ payload: { code: "tool" } });
  expect(said[3]).toMatchObject({ payload: { fields: [{ Value: 3 }] } });
});

it.each(["log.mark", "links.changed", "health.adapted", "people.counted", "safety.zone-risk"])(
  "[UN16] %s stays inside",
  (type) => {
    expect(eventEntry(event(type, {}), context)).toBeUndefined();
  },
);

it("[UN30] recommendations under way are retained by place, without names of people", () => {
  const made = { adviceUid: "r-1", proposedAt: T0, acts: [], ...newAdvice("k") };
  const accepted = { ...made, adviceUid: "r-2", acts: [decision("accept", { itemUid: "w-1", note: "li" })] };
  const declined = { ...made, adviceUid: "r-3", about: {}, acts: [decision("decline", { note: "li" })] };
  const plant = { ...made, adviceUid: "r-4", about: {} };
  const placeOf = (uid: string | undefined) => (uid === undefined ? "acme/p1" : "acme/p1/line/prs-1");
  const states = adviceStates(
    { newestFirst: () => [made, accepted, declined, plant] },
    { prefix: "g", placeOf },
    {
      ...context,
      viewer: undefined,
    },
  );
  expect(states.map(({ topic }) => topic)).toEqual([
    "g/acme/p1/line/prs-1/_recommendations/r-1",
    "g/acme/p1/line/prs-1/_recommendations/r-2",
    "g/acme/p1/_recommendations/r-4",
  ]);
  const [first, second] = states.map(({ payload }) => JSON.parse(payload()));
  expect(first).toMatchObject({ schema: "recommendation/1", state: "proposed", rule: "brief/wear", itemUid: null });
  expect(second).toMatchObject({ state: "accepted", itemUid: "w-1" });
  expect(JSON.stringify(second)).not.toMatch(/"li"/);
});

it("[UN17] a line's figures lie at its level of the equipment's paths", () => {
  const plant = {
    site: { enterprise: "acme", id: "p1" },
    assets: [{ equipmentPath: "acme/p1/forming/line-1/cell-1/prs-1" }],
  } as never;
  expect(placeOfLine(plant, "line-1")).toBe("acme/p1/forming/line-1");
  expect(placeOfLine(plant, "line-9")).toBe("acme/p1/line-9");
  expect(placeOfLine(plant, undefined)).toBe("acme/p1");
});
