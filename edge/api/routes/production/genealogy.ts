import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { DIRECTIONS, GENEALOGY_BY, type GenealogyBy } from "../../../contracts/production/genealogy.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber } from "../../http/read-range.ts";
import { closed, TimeParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import { DEFAULT_PIECES, type GenealogyDeps, genealogyOf, MOST_PIECES } from "../../services/production/genealogy.ts";
import { FamilyEntry, familyEntry, Life, lifeEntry } from "./genealogy-answer.ts";

const Name = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
/** `GET /api/v1/genealogy`: the life of a piece, and the pieces of a lot, order, pallet or shipment. */
export function genealogyRoutes(
  app: Api,
  deps: GenealogyDeps & ClockDeps & { readonly plant: Pick<Plant, "assets"> },
): void {
  const simulated = deps.plant.assets.some((asset) => asset.simulated);
  const schema = {
    tags: ["production"],
    summary: "Origin and destination of a piece",
    description:
      "Give one of piece, lot, order, pallet, shipment. For a piece, `backward` gives its casting lot, operations " +
      "with machine, program, tools and key results, inspections and places; `forward` its pallets and shipment. " +
      "For the others the answer lists their pieces; `backward` gives the lots of these pieces, `forward` where " +
      `they went. A pallet is used again and again: \`from\` and \`to\` select the time. At most ${MOST_PIECES} ` +
      `pieces, default ${DEFAULT_PIECES}. 404 when the name was never reported.`,
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
          description: "False while the record catches up with the log: the answer is then of an earlier time.",
        }),
        simulated: Type.Boolean({ description: "Whether the plant, or a part of it, is simulated." }),
        by: Type.Enum([...GENEALOGY_BY]),
        name: Type.String(),
        direction: Type.Enum([...DIRECTIONS]),
        life: Type.Union([Life, Type.Null()], { description: "For a piece." }),
        family: Type.Union([FamilyEntry, Type.Null()], { description: "For a lot, order, pallet or shipment." }),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/genealogy", { schema }, async (request) => {
    const { direction = "both", limit, ...query } = request.query;
    const { by, name } = subjectOf(query);
    const question = { by, name, direction, limit: readNumber(limit), ...windowOf(query, deps.now()) };
    const { isCurrent, life, family } = await genealogyOf(deps, callerOf(request), question);
    return {
      isCurrent,
      simulated,
      by,
      name,
      direction,
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

function windowOf(
  query: { readonly from?: string; readonly to?: string },
  now: Micros,
): { from?: Micros; to?: Micros } {
  const window: { from?: Micros; to?: Micros } = {};
  for (const end of ["from", "to"] as const) {
    const text = query[end];
    if (text === undefined) continue;
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
