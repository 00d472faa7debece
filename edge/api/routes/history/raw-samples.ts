import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { GapRecord } from "../../../contracts/path/event-batch.ts";
import { firstPlace, type RawPage, type RawPlace, rawPage, rawPages } from "../../../contracts/path/raw-pages.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import {
  BYTE_ORDER_MARK,
  CSV_LANGUAGES,
  CSV_SEPARATORS,
  type CsvSeparator,
  SampleCsv,
} from "../../../contracts/path/sample-csv.ts";
import { localTextOf } from "../../../contracts/path/written-time.ts";
import type { Tag, TagTable, TagUid as TagUidOf } from "../../../contracts/plant/tag.ts";
import { lazily } from "../../http/answer-pieces.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, TagUid, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { GapEntry, gapEntry } from "./history.ts";
import { readRange } from "./trends.ts";

const MAX_TAGS = 100;
const MAX_PAGE = 10_000;
const DEFAULT_PAGE = 1_000;
const MAX_GAPS = 1_000;
/** Excel takes 1,048,576 rows. */
const MAX_ROWS = 1_000_000;

const SampleEntry = closed({
  tagUid: TagUid,
  time: MaybeTime,
  localTime: Type.String({ description: "The same by the site's clocks, to the millisecond." }),
  value: MaybeNumber,
  text: Type.Union([Type.String(), Type.Null()]),
  status: Type.Integer({ description: "OPC UA status code; 0 is Good." }),
});

const wanted = {
  tag: Type.Union([UidParam, Type.Array(UidParam, { minItems: 1, maxItems: MAX_TAGS })]),
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
};

/** Samples as they were stored: page by page, or as one table for a spreadsheet. */
export function rawSampleRoutes(app: Api, deps: ApiDeps): void {
  pagesRoute(app, deps);
  csvRoute(app, deps);
}

function pagesRoute(app: Api, { tags, plant, historian, events, now = wallClock }: ApiDeps): void {
  const schema = {
    tags: ["samples"],
    summary: "Stored samples, page by page",
    description:
      `Every sample of up to ${MAX_TAGS} tags in a range, default the last hour, tag by tag and each in order of ` +
      "time, with its status. `next` is the cursor of the following page, null on the last: ask again with the " +
      "same tags and `cursor`, which holds the range. The first page lists the declared gaps of these tags' " +
      `sources in the range, at most ${MAX_GAPS}. History does not keep the time of arrival; \`GET ` +
      "/api/v1/samples/latest` has it for the newest samples.",
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
    const { tag: given, limit = String(DEFAULT_PAGE), cursor } = request.query;
    const named = tagsOf(tags, given);
    const most = Number(limit);
    if (most < 1 || most > MAX_PAGE) throw new EdgeError("bad-request", `limit must be 1 to ${MAX_PAGE}`);
    const check = checkOf(named);
    const begin = cursor === undefined ? beginOf(readRange(request.query, now(), "-1h")) : readCursor(cursor, check);
    const { pages, next } = await rawPage(historian, named, { ...begin, limit: most });
    const isFirst = cursor === undefined;
    const gaps = isFirst ? await gapsOf(events, named, begin) : [];
    const localText = localTextOf(plant.site.timeZone);
    return {
      samples: lazily(samplesIn(pages), ({ tag, samples, at }) => ({
        tagUid: tag.tagUid,
        time: formatMicros(samples.times[at] as Micros),
        localTime: localText(samples.times[at] as Micros),
        value: samples.values[at] ?? null,
        text: samples.texts[at] ?? null,
        status: samples.statuses[at] as number,
      })),
      gaps: gaps.map(gapEntry),
      next: next === undefined ? null : cursorOf({ ...begin, place: next }, check),
    };
  });
}

function csvRoute(app: Api, { tags, plant, historian, now = wallClock }: ApiDeps): void {
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
  const schema = {
    tags: ["samples"],
    summary: "Stored samples as CSV",
    description:
      "For spreadsheets: a row for each sample with asset, tag, name, unit, the site's local time, UTC, value, text " +
      "and status, tag by tag. UTF-8 with a byte order mark, CRLF line ends; texts that a spreadsheet would run as " +
      `a formula begin with an apostrophe. At most ${MAX_ROWS} rows; when there are more, the last line says so.`,
    querystring: closed({
      ...wanted,
      language: Type.Optional(Type.Enum([...CSV_LANGUAGES], { description: "Of names and headings. Default `en`." })),
      separator: Type.Optional(
        Type.Enum(Object.keys(CSV_SEPARATORS) as CsvSeparator[], {
          description: "Default `comma`; Excel of countries with decimal commas wants `semicolon`.",
        }),
      ),
      bom: Type.Optional(
        Type.Enum(["true", "false"], { description: "Byte order mark. Default `true`; programs may want none." }),
      ),
    }),
    produces: ["text/csv"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/samples/export", { schema }, async (request, reply) => {
    const { tag: given, language = "en", separator = "comma", bom = "true" } = request.query;
    const named = tagsOf(tags, given);
    const range = readRange(request.query, now(), "-1h");
    const csv = new SampleCsv({ language, separator, timeZone: plant.site.timeZone });
    const pages = rawPages(historian, named, range);
    // An answer that fails before its first row is a problem and no half of a table.
    const first = await pages.next();
    const lines = (async function* () {
      yield (bom === "true" ? BYTE_ORDER_MARK : "") + csv.head();
      let rows = 0;
      for (let page = first; page.done !== true; page = await pages.next()) {
        const { tag, samples } = page.value;
        const { part, isWhole } = upTo(samples, MAX_ROWS - rows);
        yield csv.rows(tag, labels.get(tag.assetUid) ?? "", part);
        rows += part.times.length;
        if (!isWhole) {
          yield csv.cut(MAX_ROWS);
          return;
        }
      }
    })();
    return reply
      .header("cache-control", "no-store")
      .header("content-disposition", 'attachment; filename="gemba-samples.csv"')
      .type("text/csv; charset=utf-8; header=present")
      .serializer((payload) => payload as never)
      .send(Readable.from(lines, { highWaterMark: 1 }) as never);
  });
}

/**
 * The tags in the order of the question, each once. Those about people are refused: their samples have a route of their
 * own.
 */
function tagsOf(tags: TagTable, given: string | readonly string[]): Tag[] {
  return [...new Set([given].flat())].map((uid) => {
    const tag = tags.find(uid as TagUidOf);
    if (tag === undefined)
      throw new EdgeError(
        "not-found",
        `No tag has the uid ${JSON.stringify(uid.slice(0, 200))}. GET /api/v1/tags lists them all; write # as %23 ` +
          "in a URL.",
      );
    if (tag.type === "waveform")
      throw new EdgeError("bad-request", `${tag.tagUid} is a waveform: ask GET /api/v1/waveforms`);
    if (tag.class === "personal")
      throw new EdgeError(
        "bad-request",
        `${tag.tagUid} is about people, whose samples are not handed out; docs/privacy.md`,
      );
    return tag;
  });
}

function* samplesIn(pages: readonly RawPage[]): Generator<RawPage & { readonly at: number }> {
  for (const page of pages) for (let at = 0; at < page.samples.times.length; at++) yield { ...page, at };
}

function upTo(
  samples: RawPage["samples"],
  most: number,
): { readonly part: RawPage["samples"]; readonly isWhole: boolean } {
  if (samples.times.length <= most) return { part: samples, isWhole: true };
  const cut = <T>(column: readonly T[]): T[] => column.slice(0, most);
  return {
    part: {
      times: cut(samples.times),
      values: cut(samples.values),
      texts: cut(samples.texts),
      statuses: cut(samples.statuses),
    },
    isWhole: false,
  };
}

/** Gaps that reach into the range and are of these tags, or of all tags of their sources. */
async function gapsOf(
  events: ApiDeps["events"],
  tags: readonly Tag[],
  { from, to }: Begin,
): Promise<readonly GapRecord[]> {
  const found = await events.events({ from: from - 86_400e6, to, type: "gap.declared", limit: MAX_GAPS });
  const gaps = found.map(({ payload }) => payload as unknown as GapRecord).filter((gap) => gap.to >= from);
  return gaps.filter(({ source, tagUid }) =>
    tags.some((tag) =>
      tagUid === undefined ? source === tag.source || source.startsWith(`${tag.source}/`) : tagUid === tag.tagUid,
    ),
  );
}

interface Begin {
  readonly from: Micros;
  readonly to: Micros;
  readonly place: RawPlace;
}

function beginOf({ from, to }: { readonly from: Micros; readonly to: Micros }): Begin {
  const whole = { from: Math.floor(from), to: Math.floor(to) };
  return { ...whole, place: firstPlace(whole) };
}

/** Which tags a cursor is of. */
function checkOf(tags: readonly Tag[]): string {
  return createHash("sha256")
    .update(JSON.stringify(tags.map(({ tagUid }) => tagUid)))
    .digest("base64url")
    .slice(0, 12);
}

function cursorOf({ from, to, place }: Begin, check: string): string {
  return Buffer.from(JSON.stringify([check, from, to, place.tag, place.time, place.span])).toString("base64url");
}

function readCursor(cursor: string, check: string): Begin {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    read = undefined;
  }
  const [of, from, to, tag, time, span] = Array.isArray(read) ? (read as unknown[]) : [];
  const isWhole = [from, to, tag, time, span].every((one) => Number.isSafeInteger(one) && (one as number) >= 0);
  if (of !== check || !isWhole)
    throw new EdgeError(
      "bad-request",
      "the cursor is of another question; ask with the tags that it was given for, or without it",
    );
  return {
    from: from as number,
    to: to as number,
    place: { tag: tag as number, time: time as number, span: span as number },
  };
}
