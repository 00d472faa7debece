import { expect, it } from "vitest";
import { acknowledgeTogether, actOnAlert } from "../../../../../edge/api/services/alerts/acts.ts";
import { userOf } from "../../../../fakes/access/callers.ts";
import { FakeAlerts } from "../../../../fakes/api/alerts.ts";
import { LATHE, NOW_US } from "../../../../fakes/api/deps.ts";

const ann = userOf("operator");
const principal = { user: "ann-operator", role: "operator", origin: "10.0.0.7" };

/** A service needs the parts that its parameter names, and no server. */
const bench = () => ({ alerts: new FakeAlerts(LATHE, NOW_US), now: () => NOW_US });

it("[U21] an act carries the caller's name and the edge's time, and a shelf ends at a time", async () => {
  const deps = bench();
  await actOnAlert(deps, ann, {
    alertUid: "alert-1",
    act: { kind: "shelve", shelf: "timed", minutes: 5, reason: "r" },
  });
  const until = NOW_US + 300e6;
  expect(deps.alerts.actions).toEqual([{ kind: "shelve", shelf: "timed", until, reason: "r", at: NOW_US, principal }]);
});

it.each([
  ["neither time", {}],
  ["both times", { minutes: 5, until: NOW_US + 60e6 }],
  ["a time in the past", { until: NOW_US - 1 }],
  ["more than a day", { minutes: 1_441 }],
])("[A21] a shelf with %s is refused on every surface", async (_, time) => {
  const deps = bench();
  const act = { kind: "shelve", shelf: "timed", reason: "r", ...time } as const;
  await expect(actOnAlert(deps, ann, { alertUid: "alert-1", act })).rejects.toMatchObject({ code: "bad-request" });
  expect(deps.alerts.actions).toEqual([]);
});

it("several acknowledgements succeed or fail one by one", async () => {
  const seen = [
    { alertUid: "alert-1", occurrenceUid: "o-1" },
    { alertUid: "no-such", occurrenceUid: "o-2" },
  ];
  expect(await acknowledgeTogether(bench(), ann, { seen })).toEqual([
    { alertUid: "alert-1", state: "acknowledged" },
    { alertUid: "no-such", code: "not-found", reason: "no alert has this uid" },
  ]);
});
