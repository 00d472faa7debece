import type { LinkState, TwinReader } from "../../../contracts/path/twin.ts";
import type { LinkRef, Tag } from "../../../contracts/plant/tag.ts";
import { Type } from "../../../contracts/schema.ts";
import { lazily } from "../../http/answer-pieces.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, TagUid, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type NewestSampleDeps, tagsWithSample } from "../../services/history/newest-samples.ts";

const SampleEntry = closed({
  tagUid: TagUid,
  time: MaybeTime,
  receivedAt: MaybeTime,
  value: Type.Union([Type.Number(), Type.Boolean(), Type.String(), Type.Null()], {
    description:
      "A number, `true` or `false`, the code of an enum, or a text, by the tag's type. Null where the source gave " +
      "no value or a value that is not finite, and for a waveform, whose points `GET /api/v1/waveforms/block` " +
      "gives.",
  }),
  status: Type.Integer({
    description: "OPC UA status code; 0 is Good. The two top bits are the quality: 00 good, 01 uncertain, 10 bad.",
  }),
  live: Type.Boolean({
    description:
      "Whether the tag's link is live. A value that has not changed for hours is live as long as its link is.",
  }),
  linkAgeMs: Type.Union([Type.Integer(), Type.Null()], {
    description: "Milliseconds since the last data of the link; null when there was none.",
  }),
});

const Several = Type.Union([UidParam, Type.Array(UidParam, { maxItems: 200 })]);

/** The newest samples of the plant. */
export function sampleRoutes(app: Api, deps: NewestSampleDeps & { readonly twin: TwinReader }): void {
  const { twin } = deps;
  const schema = {
    tags: ["samples"],
    summary: "Newest sample of each tag",
    description:
      "`time` is when the source measured it, `receivedAt` when the edge received it. Tags without a sample are " +
      "left out. Repeat `asset` and `tag` to select several. For a live view use the stream; polling this more often " +
      "than once a second gives nothing new.",
    querystring: closed({ asset: Type.Optional(Several), tag: Type.Optional(Several) }),
    response: { 200: closed({ samples: Type.Array(SampleEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/samples/latest", { schema }, async (request) => {
    const { asset, tag } = request.query;
    const present = tagsWithSample(deps, callerOf(request), { assets: listOf(asset), tags: listOf(tag) });
    const links = new Map(twin.links().map((link) => [link.ref, link]));
    return { samples: lazily(present, (one) => sampleEntry(twin, one, links)) };
  });
}

function listOf(given: string | string[] | undefined): readonly string[] | undefined {
  return given === undefined ? undefined : [given].flat();
}

function sampleEntry(twin: TwinReader, tag: Tag, links: ReadonlyMap<LinkRef, LinkState>) {
  const { ref } = tag;
  return {
    tagUid: tag.tagUid,
    time: formatMicros(twin.time(ref)),
    receivedAt: formatMicros(twin.receivedAt(ref)),
    value: plainValue(twin, tag),
    status: twin.status(ref),
    live: twin.isLive(ref),
    linkAgeMs: links.get(tag.link)?.ageMs ?? null,
  };
}

function plainValue(twin: TwinReader, { ref, type }: Tag): number | boolean | string | null {
  if (type === "text") return twin.text(ref) ?? null;
  const value = twin.value(ref);
  if (!Number.isFinite(value)) return null;
  return type === "boolean" ? value !== 0 : value;
}
