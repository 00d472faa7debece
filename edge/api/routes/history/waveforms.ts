import { EdgeError } from "../../../contracts/errors.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { WaveformHead } from "../../../contracts/path/waveform-reader.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, TagUid, TIME_FORMS, UidParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import {
  DEFAULT_LISTED,
  MAX_LISTED,
  type WaveformDeps,
  waveformOf,
  waveformsOf,
} from "../../services/history/waveforms.ts";

const MaybeText = Type.Union([Type.String(), Type.Null()]);

const head = {
  time: Type.Union([Type.String(), Type.Null()], {
    description: "Time of the first point. Together with the tag it identifies the waveform.",
  }),
  receivedAt: MaybeTime,
  n: Type.Integer({ description: "Number of points; 0 when the status is Bad." }),
  dt: Type.Number({ description: "Seconds from one point to the next." }),
  unit: Type.String({ description: "UCUM code of the points." }),
  status: Type.Integer({
    description: "OPC UA status code; 0 is Good. The two top bits are the quality: 00 good, 01 uncertain, 10 bad.",
  }),
  simulated: Type.Boolean({ description: "Whether it comes from a simulator." }),
  clockSuspect: Type.Boolean({
    description: "The source gave no usable time; `time` follows from the time of arrival.",
  }),
  context: closed(
    { speedPerMin: MaybeNumber, tool: MaybeText, program: MaybeText, pieceId: MaybeText },
    { description: "State of the machine while the points were measured; null where it was not read." },
  ),
};

const WaveformList = closed({ tagUid: TagUid, waveforms: Type.Array(closed(head), { description: "Newest first." }) });
const Waveform = closed({
  tagUid: TagUid,
  ...head,
  points: Type.Array(MaybeNumber, { description: "Null where the source sent no number." }),
});

/** Fast signals: bursts and curves of one tag, from the historian; the newest one from the twin. */
export function waveformRoutes(app: Api, deps: WaveformDeps): void {
  const list = {
    tags: ["samples"],
    summary: "Waveforms of one tag",
    description:
      "Waveforms that a tag of type `waveform` recorded in a range of time, such as vibration bursts and force " +
      "curves, without their points. `GET /api/v1/waveforms/block` gives the points of one.",
    querystring: closed({
      tag: UidParam,
      from: Type.Optional(Type.String({ maxLength: 40, description: `${TIME_FORMS} Default \`-24h\`.` })),
      to: Type.Optional(Type.String({ maxLength: 40, description: `${TIME_FORMS} Default \`now\`.` })),
      limit: Type.Optional(
        Type.String({
          pattern: "^[0-9]{1,4}$",
          description: `1 to ${MAX_LISTED}; the newest are listed. Default ${DEFAULT_LISTED}.`,
        }),
      ),
    }),
    response: { 200: WaveformList, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/waveforms", { schema: list }, async (request) => {
    const { tag: uid, limit } = request.query;
    const question = { tag: uid, ...readRange(request.query, deps.now(), "-24h"), limit: readNumber(limit) };
    const { tag, waveforms } = await waveformsOf(deps, callerOf(request), question);
    return { tagUid: tag.tagUid, waveforms: waveforms.map(entryOf) };
  });

  const block = {
    tags: ["samples"],
    summary: "One waveform with its points",
    description: "The newest one, or the one that begins at `time`, taken from the list.",
    querystring: closed({
      tag: UidParam,
      time: Type.Optional(
        Type.String({ maxLength: 40, description: "RFC 3339 with microseconds. Default: the newest." }),
      ),
    }),
    response: { 200: Waveform, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/waveforms/block", { schema: block }, async (request) => {
    const { tag: uid, time } = request.query;
    const question = { tag: uid, time: time === undefined ? undefined : readTime(time, deps.now()) };
    const { tag, waveform } = await waveformOf(deps, callerOf(request), question);
    const { points, ...rest } = waveform;
    return { tagUid: tag.tagUid, ...entryOf({ ...rest, length: points.length }), points: plainPoints(points) };
  });
}

function readTime(text: string, nowUs: Micros): Micros {
  const us = parseTime(text, nowUs);
  if (us === undefined)
    throw new EdgeError(
      "bad-request",
      "time is not a time; give it as GET /api/v1/waveforms does, such as 2026-11-24T02:42:07.120000Z",
    );
  return us;
}

function entryOf({ start, receivedAt, length, dtS, unit, status, flags, context }: WaveformHead) {
  const { speedPerMin = null, tool = null, program = null, pieceId = null } = context;
  return {
    time: formatMicros(start),
    receivedAt: formatMicros(receivedAt),
    n: length,
    dt: dtS,
    unit,
    status,
    simulated: (flags & SampleFlag.simulated) !== 0,
    clockSuspect: (flags & SampleFlag.clockSuspect) !== 0,
    context: { speedPerMin, tool, program, pieceId },
  };
}

/** Nine digits distinguish every float32 from its neighbours; a double's seventeen would double the answer. */
function plainPoints(points: Float32Array): (number | null)[] {
  return Array.from(points, (point) => (Number.isFinite(point) ? Number(point.toPrecision(9)) : null));
}
