import type { RawPage } from "../../../contracts/path/raw-pages.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { CSV_LANGUAGES, CSV_SEPARATORS, type CsvSeparator } from "../../../contracts/path/sample-csv.ts";
import { localTextOf } from "../../../contracts/path/written-time.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { Type } from "../../../contracts/schema.ts";
import { lazily } from "../../http/answer-pieces.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { sendCsv } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, TagUid, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type GapDeps, MAX_GAPS } from "../../services/history/gaps.ts";
import {
  DEFAULT_PAGE,
  MAX_PAGE,
  MAX_ROWS,
  type RawSampleDeps,
  rawSamplesCsv,
  rawSamplesPage,
} from "../../services/history/raw-samples.ts";
import { GapEntry, gapEntry } from "./history.ts";

const MAX_TAGS = 100;

const SampleEntry = closed({
  tagUid: TagUid,
  time: MaybeTime,
  localTime: Type.String({ description: "The time by the site's clocks, to the millisecond." }),
  value: MaybeNumber,
  text: Type.Union([Type.String(), Type.Null()]),
  status: Type.Integer({ description: "OPC UA status code; 0 is Good." }),
  arrivedBy: Type.Union([Type.String(), Type.Null()], {
    description:
      "Latest time of arrival at the edge: for the newest hours to about a second, for older ones when " +
      "their hour was closed. Null where it is not known.",
  }),
});

const wanted = {
  tag: Type.Union([UidParam, Type.Array(UidParam, { minItems: 1, maxItems: MAX_TAGS })]),
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
};

type RawSampleRouteDeps = RawSampleDeps & GapDeps & ClockDeps & { readonly plant: Pick<Plant, "assets" | "site"> };

/** Samples as they were stored: page by page, or as one table for a spreadsheet. */
export function rawSampleRoutes(app: Api, deps: RawSampleRouteDeps): void {
  pagesRoute(app, deps);
  csvRoute(app, deps);
}

function pagesRoute(app: Api, deps: RawSampleRouteDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Stored samples, page by page",
    description:
      `Every sample of up to ${MAX_TAGS} tags in a range, default the last hour, tag by tag and each in order of ` +
      "time, with its status. `next` is the cursor of the following page, null on the last: ask again with the " +
      "same tags and `cursor`, which holds the range. The first page lists the declared gaps of these tags' " +
      `sources in the range, at most ${MAX_GAPS}. \`arrivedBy\` bounds the arrival at the edge from above; ` +
      "`GET /api/v1/samples/latest` has the arrival of the newest samples itself.",
    querystring: closed({
      ...wanted,
      limit: Type.Optional(
        Type.String({
          pattern: "^[0-9]{1,5}$",
          description: `Samples of a page, 1 to ${MAX_PAGE}; default ${DEFAULT_PAGE}.`,
        }),
      ),
      cursor: Type.Optional(Type.String({ maxLength: 200, pattern: "^[A-Za-z0-9_-]+$" })),
    }),
    response: {
      200: closed({
        samples: Type.Array(SampleEntry),
        gaps: Type.Array(GapEntry),
        next: Type.Union([Type.String(), Type.Null()]),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/samples", { schema }, async (request) => {
    const { tag: given, limit, cursor } = request.query;
    const begin = cursor ?? readRange(request.query, deps.now(), "-1h");
    const question = { tags: [given].flat(), begin, limit: readNumber(limit) };
    const { pages, gaps, next } = await rawSamplesPage(deps, callerOf(request), question);
    const localText = localTextOf(deps.plant.site.timeZone);
    return {
      samples: lazily(samplesIn(pages), ({ tag, samples, at }) => ({
        tagUid: tag.tagUid,
        time: formatMicros(samples.times[at] as Micros),
        localTime: localText(samples.times[at] as Micros),
        value: samples.values[at] ?? null,
        text: samples.texts[at] ?? null,
        status: samples.statuses[at] as number,
        arrivedBy: arrivedText(samples.arrivedBy?.[at]),
      })),
      gaps: gaps.map(gapEntry),
      next: next ?? null,
    };
  });
}

function arrivedText(arrivedBy: Micros | null | undefined): string | null {
  return arrivedBy === null || arrivedBy === undefined ? null : formatMicros(arrivedBy);
}

function csvRoute(app: Api, deps: RawSampleRouteDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Stored samples as CSV",
    description:
      "For spreadsheets: a row for each sample with asset, tag, name, unit, the site's local time, UTC, value, text " +
      "and status, tag by tag. UTF-8 with a byte order mark, CRLF line ends; texts that a spreadsheet would run as " +
      `a formula begin with an apostrophe. At most ${MAX_ROWS} rows; when there are more, the last line says so.`,
    querystring: closed({
      ...wanted,
      language: Type.Optional(
        Type.Enum([...CSV_LANGUAGES], { description: "Language of names and headings. Default `en`." }),
      ),
      separator: Type.Optional(
        Type.Enum(Object.keys(CSV_SEPARATORS) as CsvSeparator[], {
          description: "Default `comma`; Excel in countries with decimal commas needs `semicolon`.",
        }),
      ),
      bom: Type.Optional(
        Type.Enum(["true", "false"], { description: "Byte order mark. Default `true`; most programs need none." }),
      ),
    }),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/samples/export", { schema }, async (request, reply) => {
    const { tag: given, language = "en", separator = "comma", bom = "true" } = request.query;
    const range = readRange(request.query, deps.now(), "-1h");
    const question = { tags: [given].flat(), ...range, language, separator, hasMark: bom === "true" };
    const lines = await rawSamplesCsv(deps, callerOf(request), question);
    return sendCsv(reply, "gemba-samples.csv", lines);
  });
}

function* samplesIn(pages: readonly RawPage[]): Generator<RawPage & { readonly at: number }> {
  for (const page of pages) for (let at = 0; at < page.samples.times.length; at++) yield { ...page, at };
}
