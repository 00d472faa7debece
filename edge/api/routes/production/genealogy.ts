import { Type } from "typebox";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import {
  DIRECTIONS,
  type Direction,
  GENEALOGY_BY,
  type GenealogyBy,
  type GenealogyReader,
} from "../../../contracts/production/genealogy.ts";
import type { Api, ApiDeps } from "../../http/deps.ts";
import { wallClock } from "../../http/deps.ts";
import { Problem } from "../../http/problems.ts";
import { closed, TimeParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import { FamilyEntry, familyEntry, Life, lifeEntry } from "./genealogy-answer.ts";

const DEFAULT_PIECES = 500;
const MOST_PIECES = 2000;

const Name = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
/** `GET /api/v1/genealogy`: the life of a piece, and the pieces of a lot, order, pallet or shipment. */
export function genealogyRoutes(app: Api, { genealogy, plant, now = wallClock }: ApiDeps): void {
  const simulated = plant.assets.some((asset) => asset.simulated);
  const schema = {
    tags: ["production"],
    summary: "Where a piece comes from, and what became of it",
    description:
      "Give one of piece, lot, order, pallet, shipment. For a piece, `backward` gives its casting lot, operations " +
      "with machine, program, tools and key results, inspections and places; `forward` its pallets and shipment. " +
      "For the others the answer lists their pieces; `backward` gives the lots of these pieces, `forward` where " +
      `they went. A pallet is used again and again: \`from\` and \`to\` select the time. At most ${MOST_PIECES} ` +
      `pieces, default ${DEFAULT_PIECES}. 404 when it was never reported.`,
    querystring: closed({
      piece: Name,
      lot: Name,
      order: Name,
      pallet: Name,
      shipment: Name,
      direction: Type.Optional(Type.Enum([...DIRECTIONS], { description: "Default `both`." })),
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      limit: Type.Optional(Type.String({ pattern: "^[0-9]{1,4}$" })),
    }),
    response: {
      200: closed({
        isCurrent: Type.Boolean({
          description: "False while the record catches up with the log: then it is of an earlier time.",
        }),
        simulated: Type.Boolean({ description: "The plant, or a part of it, is simulated." }),
        by: Type.Enum([...GENEALOGY_BY]),
        name: Type.String(),
        direction: Type.Enum([...DIRECTIONS]),
        life: Type.Union([Life, Type.Null()], { description: "Of a piece." }),
        family: Type.Union([FamilyEntry, Type.Null()], { description: "Of everything else." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/genealogy", { schema }, async (request, reply) => {
    const { direction = "both", ...query } = request.query;
    const { by, name } = subjectOf(query);
    const reader = known(genealogy);
    const along = direction as Direction;
    const [limit, window] = [limitOf(query.limit), windowOf(query, by, now())];
    const life = by === "piece" ? await reader.life(name, along) : undefined;
    const family = by === "piece" ? undefined : await reader.family({ by, name, direction: along, limit, ...window });
    if (life === undefined && family === undefined) throw new EdgeError("not-found", `this ${by} was never reported`);
    void reply.header("cache-control", "no-store");
    return {
      isCurrent: reader.isCurrent,
      simulated,
      by,
      name,
      direction: along,
      life: life === undefined ? null : lifeEntry(life),
      family: family === undefined ? null : familyEntry(family),
    };
  });
}

function subjectOf(query: { readonly [by in GenealogyBy]?: string }): {
  readonly by: GenealogyBy;
  readonly name: string;
} {
  const given = GENEALOGY_BY.flatMap((by) => (query[by] === undefined ? [] : [{ by, name: query[by] }]));
  const [only] = given;
  if (only === undefined || given.length > 1)
    throw new EdgeError("bad-request", `give one of ${GENEALOGY_BY.join(", ")}`);
  return only;
}

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? DEFAULT_PIECES : Number(text);
  if (limit < 1 || limit > MOST_PIECES) throw new EdgeError("bad-request", `limit must be 1 to ${MOST_PIECES}`);
  return limit;
}

function windowOf(
  query: { readonly from?: string; readonly to?: string },
  by: GenealogyBy,
  now: Micros,
): { from?: Micros; to?: Micros } {
  const window: { from?: Micros; to?: Micros } = {};
  for (const end of ["from", "to"] as const) {
    const text = query[end];
    if (text === undefined) continue;
    if (by !== "pallet") throw new EdgeError("bad-request", `\`${end}\` applies to pallets only`);
    const time = parseTime(text, now);
    if (time === undefined)
      throw new EdgeError(
        "bad-request",
        `${end} is not a time; give RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m`,
      );
    window[end] = time;
  }
  return window;
}

function known(genealogy: GenealogyReader | undefined): GenealogyReader {
  if (genealogy === undefined) throw new EdgeError("unavailable", "This edge keeps no record of pieces.");
  return genealogy;
}
