import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, TagUid } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import { fileName, type PassportDeps, passportOf, passportPdf, sealKey } from "../../services/trace/passport.ts";
import { pieceTrace } from "../../services/trace/piece-trace.ts";
import { Record, recordEntry } from "./piece-fields.ts";

const PieceParam = closed({ piece: Type.String({ minLength: 1, maxLength: 128 }) });

const Part = closed(
  {
    part: Type.Enum(["material", "quality", "energy", "curves"]),
    state: Type.Enum(["complete", "partial", "behind", "failed", "absent"], {
      description: "`behind`: the book catches up with the log. `absent`: the edge keeps no such book.",
    }),
    newest: MaybeTime,
    reason: Type.Union([Type.String(), Type.Null()]),
  },
  { description: "How complete and how new the part of one book is." },
);

const RecordHash = Type.Union([Type.String(), Type.Null()], {
  description: "SHA-256 of the record in canonical form (RFC 8785), which a signature binds. Null: nothing is sealed.",
});

const Curve = closed({
  tagUid: TagUid,
  station: Type.String(),
  operation: Type.String(),
  start: MaybeTime,
  points: Type.Integer({ description: "`GET /api/v1/waveforms/block?tag=&time=` has them." }),
});

/** One piece: its trace, its sealed passport, and the key of the seal. */
export function traceRoutes(app: Api, deps: PassportDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "All that is known of a piece",
    description:
      "Lot, operations with program, fixture, tools, results and energy, recorded curves, inspections and " +
      "measurements, pallet and shipment, together with the state of each book that answered. 404 for a piece that " +
      "was never reported.",
    params: PieceParam,
    querystring: NoQuery,
    response: {
      200: closed({ record: Record, hash: RecordHash, parts: Type.Array(Part), curves: Type.Array(Curve) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/trace/piece/:piece", { schema }, async (request) => {
    const { record, hash, parts, curves } = await pieceTrace(deps, callerOf(request), request.params.piece);
    return {
      record: recordEntry(record),
      hash,
      parts: parts.map((part) => ({ ...part, newest: timeEntry(part.newest) })),
      curves: curves.map((curve) => ({ ...curve, start: formatMicros(curve.start) })),
    };
  });
  passportRoute(app, deps);
  keyRoute(app, deps);
}

function passportRoute(app: Api, deps: PassportDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "The sealed passport of a piece",
    description:
      "The record with people's signatures, sealed by the system's key (Ed25519 over canonical JSON, RFC 8785): not " +
      "a person's signature. `gemba verify-passport` checks the JSON. 503 while a book catches up.",
    params: PieceParam,
    querystring: closed({
      format: Type.Optional(Type.Enum(["json", "pdf"], { description: "Default `json`." })),
      lang: Type.Optional(Type.Enum(["zh", "en"], { description: "Of the PDF; default `zh`." })),
    }),
    produces: ["application/json", "application/pdf"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/trace/piece/:piece/passport", { schema }, async (request, reply) => {
    const { piece } = request.params;
    const { format = "json", lang = "zh" } = request.query;
    const passport = await passportOf(deps, callerOf(request), piece);
    const { body, type, name } =
      format === "pdf"
        ? await passportPdf(deps, passport, lang)
        : {
            body: Buffer.from(`${JSON.stringify(passport, undefined, 2)}\n`),
            type: "application/json; charset=utf-8",
            name: fileName(piece, "json"),
          };
    return reply
      .header("content-disposition", `attachment; filename="${name}"`)
      .type(type)
      .serializer((bytes) => bytes as never)
      .send(body as never);
  });
}

function keyRoute(app: Api, deps: PassportDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "Public key of the seal",
    description: "Note it elsewhere: only with it a passport that somebody else sealed is recognised.",
    querystring: NoQuery,
    response: {
      200: closed({
        algorithm: Type.String(),
        keyId: Type.String(),
        publicKey: Type.String({ description: "SPKI, PEM." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/trace/seal-key", { schema }, (request) => sealKey(deps, callerOf(request)));
}
