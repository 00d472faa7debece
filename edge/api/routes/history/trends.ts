import { Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { TagUid as TagUidOf } from "../../../contracts/plant/tag.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, TagUid, TIME_FORMS, UidParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";

/** The historian draws at most this many columns: wider than any screen. */
const MAX_WIDTH = 4000;
const DEFAULT_WIDTH = 600;

const Column = Type.Array(MaybeNumber);

const TrendAnswer = closed({
  tagUid: TagUid,
  unit: Type.Union([Type.String(), Type.Null()]),
  from: MaybeTime,
  to: MaybeTime,
  times: Type.Array(MaybeTime, {
    description: "Start of each pixel column that holds at least one sample, oldest first.",
  }),
  min: Column,
  max: Column,
  mean: Column,
  last: Column,
  doubtful: Type.Array(Type.Boolean(), { description: "The column holds a sample that is not Good." }),
});

/** Looking back: one tag over a time range, from the historian. */
export function trendRoutes(app: Api, { tags, historian, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "One tag over a time range",
    description:
      "At most `width` columns, each with exact minimum and maximum, mean and last value of its samples, so that " +
      "no spike is lost over any range. All lists have the same length. Columns without a sample are left out: a " +
      "gap in `times` is a gap in the data.",
    querystring: closed({
      tag: UidParam,
      from: Type.Optional(Type.String({ maxLength: 40, description: `${TIME_FORMS} Default \`-1h\`.` })),
      to: Type.Optional(Type.String({ maxLength: 40, description: `${TIME_FORMS} Default \`now\`.` })),
      width: Type.Optional(
        Type.String({
          pattern: "^[0-9]{1,4}$",
          description: `Pixel columns, 1 to ${MAX_WIDTH}. Default ${DEFAULT_WIDTH}.`,
        }),
      ),
    }),
    response: { 200: TrendAnswer, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/trends", { schema }, async (request) => {
    const query = request.query;
    const tag = tags.find(query.tag as TagUidOf);
    if (tag === undefined)
      throw new EdgeError(
        "not-found",
        "No tag has this uid. GET /api/v1/tags lists them all; write # as %23 in a URL.",
      );
    if (tag.type === "waveform")
      throw new EdgeError("bad-request", "The tag is a waveform: ask GET /api/v1/waveforms.");
    const { from, to } = readRange(query, now(), "-1h");
    const width = query.width === undefined ? DEFAULT_WIDTH : Number(query.width);
    if (width < 1 || width > MAX_WIDTH) throw new EdgeError("bad-request", `width must be 1 to ${MAX_WIDTH}`);
    const trend = await historian.trend({ ref: tag.ref, from, to, width });
    return {
      tagUid: tag.tagUid,
      unit: tag.unit ?? null,
      from: formatMicros(from),
      to: formatMicros(to),
      times: trend.times.map(formatMicros),
      min: trend.min.map(finite),
      max: trend.max.map(finite),
      mean: trend.mean.map(finite),
      last: trend.last.map(finite),
      doubtful: [...trend.doubtful],
    };
  });
}

/** Reads `from` and `to` of a query. Throws EdgeError `bad-request` that names the field. */
export function readRange(
  query: { from?: string; to?: string },
  nowUs: Micros,
  defaultFrom: string,
): { from: Micros; to: Micros } {
  const read = (name: "from" | "to", text: string): Micros => {
    const us = parseTime(text, nowUs);
    if (us === undefined)
      throw new EdgeError(
        "bad-request",
        `${name} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m`,
      );
    return us;
  };
  const from = read("from", query.from ?? defaultFrom);
  const to = read("to", query.to ?? "now");
  if (from >= to) throw new EdgeError("bad-request", "from must lie before to");
  return { from, to };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
