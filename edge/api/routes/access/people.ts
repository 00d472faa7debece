import type { Journal } from "../../../contracts/access/journal.ts";
import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { EventReader } from "../../../contracts/path/historian.ts";
import { PEOPLE_COUNTED, type PeopleEvidence, type ZoneCounts } from "../../../contracts/plant/people.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, NoQuery, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type LiveRiskDeps, liveRiskRoute } from "./live-risk.ts";

/** A day and a bit, minute by minute. */
const MOST_MINUTES = 2_000;

const Minute = closed({
  from: MaybeTime,
  heardSeconds: Type.Integer({
    description: "For how many seconds of the minute positions were known. 0: the count is unknown.",
  }),
  zones: Type.Array(
    closed({ zone: Type.String(), most: Type.Integer({ description: "The highest number of people there at once." }) }),
  ),
});

const Occurrence = closed({
  occurrenceUid: Type.String(),
  raisedAt: MaybeTime,
  people: Type.Array(
    closed({ times: Type.Array(MaybeTime), x: Type.Array(Type.Number()), y: Type.Array(Type.Number()) }),
    { description: "Anonymous: the people differ only by their order in the list." },
  ),
});

interface PeopleDeps extends ClockDeps, LiveRiskDeps {
  readonly events: EventReader;
  /** Absent where no tag is about people, or where their samples are stored like all others. */
  readonly evidence?: PeopleEvidence;
  readonly alerts: Pick<AlertBook, "find">;
  readonly journal: Pick<Journal, "record">;
}

/** Stored records about people (docs/privacy.md): counts in each zone, and positions around a safety alert. */
export function peopleRoutes(app: Api, { events, evidence, alerts, journal, now, liveRisk }: PeopleDeps): void {
  liveRiskRoute(app, liveRisk === undefined ? {} : { liveRisk });
  const counts = {
    tags: ["samples"],
    summary: "Number of people in each zone, by the minute",
    description:
      `Stored in place of tracks, oldest first, at most ${MOST_MINUTES} minutes. Zones with nobody in them are left ` +
      "out.",
    querystring: closed({ from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) }),
    response: { 200: closed({ minutes: Type.Array(Minute) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/zone-counts", { schema: counts }, async (request) => {
    const found = await events.events({
      ...readRange(request.query, now(), "-8h"),
      type: PEOPLE_COUNTED,
      limit: MOST_MINUTES,
    });
    const minutes = found
      .map(({ time, payload }) => ({ time, counts: payload as unknown as ZoneCounts }))
      .sort((a, b) => a.time - b.time);
    return {
      minutes: minutes.map(({ time, counts: { heardS, zones } }) => ({
        from: formatMicros(time),
        heardSeconds: heardS,
        zones: zones.map(({ id, most }) => ({ zone: id, most })),
      })),
    };
  });

  const positions = {
    tags: ["alerts"],
    summary: "Positions of people around a safety alert",
    description:
      "Half a minute before and after it was raised, within 20 m of its asset, metres by the plant's axes, " +
      "without names. Each reading is recorded. 404 when no positions were kept or they have been erased.",
    params: closed({ alertUid: Type.String({ minLength: 1, maxLength: 128, pattern: "^[A-Za-z0-9-]+$" }) }),
    querystring: NoQuery,
    response: {
      200: closed({ alertUid: Type.String(), occurrences: Type.Array(Occurrence) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/alerts/:alertUid/positions", { schema: positions }, async (request) => {
    const { alertUid } = request.params;
    const kept = alerts.find(alertUid) === undefined ? [] : (evidence?.read(alertUid) ?? []);
    if (kept.length === 0)
      throw new EdgeError(
        "not-found",
        "No positions were kept with this alert: it is not about safety, nobody was near, or they have been erased.",
      );
    await journal.record({
      principal: principalOf(request),
      action: "export.positions",
      target: alertUid,
      result: "done",
    });
    return {
      alertUid,
      occurrences: kept.map(({ occurrenceUid, at, people }) => ({
        occurrenceUid,
        raisedAt: formatMicros(at),
        people: people.map(({ times, x, y }) => ({ times: times.map(formatMicros), x: [...x], y: [...y] })),
      })),
    };
  });
}
