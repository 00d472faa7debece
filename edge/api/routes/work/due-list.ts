/** `GET /api/v1/maintenance-due`: plans, predictions and open work in one list, and as a table. */

import { DUE_SOURCES, DUE_STATES, type DueEntry, type DueTime } from "../../../contracts/records/due-list.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { sendCsv } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber } from "../../http/read-range.ts";
import { AssetUid, closed, MaybeNumber, MaybeTime, orNull, Text, UidParam } from "../../http/schemas.ts";
import { timeEntry } from "../../http/times.ts";
import {
  DEFAULT_ENTRIES,
  type DueExportDeps,
  exportDue,
  MOST_ENTRIES,
  whatIsDue,
} from "../../services/work/due-list.ts";

const Due = closed(
  { at: MaybeTime, earliest: MaybeTime, latest: MaybeTime },
  {
    description:
      "When it is expected, and its interval: 80 % of a plan by a meter and of a remaining life. Null where nothing " +
      "tells it. A forecast by the usage of the last weeks.",
  },
);

const Criterion = closed({
  by: Type.Enum(["hours", "cycles", "calendar"]),
  every: Type.Number({ description: "Hours of operation, cycles, or days." }),
  used: orNull(Type.Number(), "Since it was last done, in the same unit."),
  due: Due,
  perDay: orNull(Type.Number(), "Mean usage a day, which the forecast goes by."),
  basisDays: orNull(Type.Number(), "Days that this mean comes from."),
  unseenS: Type.Number({ description: "Time since then in which the machine may have run unseen, seconds." }),
  unknown: orNull(
    Type.Enum(["not-counted-yet", "no-meter"]),
    "Why `used` is null: the edge has just started, or the states of this machine are not read.",
  ),
});

const Part = closed({
  part: Type.String(),
  name: Text,
  quantity: Type.Integer(),
  onHand: Type.Integer(),
  short: Type.Integer({ description: "Missing after what is due before has taken its share." }),
  arrives: MaybeTime,
  isLate: Type.Boolean({ description: "Ordered now, it would arrive after the work is due." }),
});

const Entry = closed({
  key: Type.String(),
  source: Type.Enum([...DUE_SOURCES]),
  assetUid: AssetUid,
  assetLabel: Type.String(),
  component: orNull(Type.String()),
  title: Text,
  state: Type.Enum([...DUE_STATES], {
    description: "`later`, `due` (within the tolerance), `overdue`, or `unknown` where no time is known.",
  }),
  due: Due,
  criteria: Type.Array(Criterion, { description: "Of a plan. The one that comes first counts." }),
  lastDone: orNull(
    closed({
      at: MaybeTime,
      how: Type.Enum(["work-item", "skipped", "replaced", "config", "first-seen"], {
        description: "`first-seen`: nobody said when it was done, so it counts from when the edge first saw the plan.",
      }),
      itemUid: orNull(Type.String()),
    }),
  ),
  work: orNull(closed({ itemUid: Type.String(), state: Type.String(), due: MaybeTime }), "Open work on it."),
  alertUid: orNull(Type.String()),
  lastsMin: MaybeNumber,
  responsible: orNull(Type.String()),
  parts: Type.Array(Part),
  stop: orNull(
    closed({
      line: Type.String(),
      share: Type.Number({ description: "Share of the last day in which the machine was the line's bottleneck." }),
      piecesPerHour: Type.Number({ description: "Good pieces of the line an hour, over that day." }),
      lostPieces: orNull(Type.Number(), "Expected loss while the work lasts; null where its length is not known."),
    }),
    "What a stop of the machine costs; null where it was no bottleneck, or nobody counts.",
  ),
  window: orNull(
    closed({
      from: MaybeTime,
      to: MaybeTime,
      basis: Type.Enum(["planned-stop", "outside-shifts", "order-end"]),
      title: orNull(Text),
    }),
    "A time at which production stands anyway. Advisory.",
  ),
  noWindow: orNull(
    Type.Enum(["no-plan-known", "no-gap", "no-duration", "no-time", "far-ahead"]),
    "Why none is proposed.",
  ),
});

const filters = {
  asset: Type.Optional(UidParam),
  days: Type.Optional(
    Type.String({ pattern: "^[0-9]{1,4}$", description: "What may be due within these days; default all." }),
  ),
};
const query = closed(filters);
const answers = { "4xx": Problem, 503: Problem };
const tags = ["work"];

export function dueRoutes(app: Api, deps: DueExportDeps): void {
  const schema = {
    tags,
    summary: "What is due",
    description:
      "Upkeep by plans, predictions and open work together: overdue first, then by stretches of the expected " +
      "time (a day, a week, four weeks, a year), in each the costliest stop first. `cursor` leads " +
      "to the next page and is null where there is none. The list is made anew for each page: an entry that moves in " +
      "between may be on two pages or on none.",
    querystring: closed({
      ...filters,
      limit: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,4}$", description: `1 to ${MOST_ENTRIES}; default ${DEFAULT_ENTRIES}.` }),
      ),
      cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
    }),
    response: {
      200: closed({
        now: MaybeTime,
        count: Type.Integer({ description: "Entries of the whole list." }),
        urgentCount: Type.Integer({ description: "Those of them that are due or overdue." }),
        entries: Type.Array(Entry),
        cursor: orNull(Type.String()),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/maintenance-due", { schema }, async (request) => {
    const { asset, days, limit, cursor } = request.query;
    const asked = { asset, days: readNumber(days), limit: readNumber(limit), cursor };
    const page = await whatIsDue(deps, callerOf(request), asked);
    return {
      ...page,
      now: timeEntry(deps.now()),
      entries: page.entries.map(dueEntry),
      cursor: page.cursor ?? null,
    };
  });
  tableRoute(app, deps);
}

function tableRoute(app: Api, deps: DueExportDeps): void {
  const schema = {
    tags,
    summary: "What is due as CSV",
    description:
      "Times are UTC, and in the columns `.local` by the site's clocks. People have pseudonyms, the same as in every " +
      "export of this edge. The export itself is recorded.",
    querystring: query,
    produces: ["text/csv"],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/maintenance-due.csv", { schema }, async (request, reply) => {
    const { asset, days } = request.query;
    const filter = { asset, days: readNumber(days) };
    const table = await exportDue(deps, callerOf(request), { filter, asked: request.query });
    return sendCsv(reply, "gemba-maintenance-due.csv", table);
  });
}

function dueEntry({ criteria, lastDone, work, parts, window, due, ...rest }: DueEntry): Static<typeof Entry> {
  return {
    ...rest,
    due: dueTime(due),
    criteria: criteria.map(({ rate, due: own, ...one }) => ({
      ...one,
      due: dueTime(own),
      perDay: rate?.perDay ?? null,
      basisDays: rate?.days ?? null,
    })),
    lastDone: lastDone === null ? null : { ...lastDone, at: timeEntry(lastDone.at) },
    work: work === null ? null : { ...work, due: timeEntry(work.due) },
    parts: parts.map((one) => ({ ...one, arrives: timeEntry(one.arrives) })),
    window: window === null ? null : { ...window, from: timeEntry(window.from), to: timeEntry(window.to) },
  };
}

function dueTime({ at, earliest, latest }: DueTime): Static<typeof Due> {
  return { at: timeEntry(at), earliest: timeEntry(earliest), latest: timeEntry(latest) };
}
