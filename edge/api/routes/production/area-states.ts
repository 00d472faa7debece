import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type AreaStateDeps,
  areaStates,
  DEFAULT_COLUMNS,
  MOST_COLUMNS,
} from "../../services/production/area-states.ts";

const Shares = Type.Array(Type.Number(), { description: "Oldest column first, 0 to 1." });

const AreaEntry = closed({
  path: Type.String({ description: "Path of the ISA-95 area." }),
  machines: Type.Integer({ description: "Machines whose states are read." }),
  working: Shares,
  failed: Shares,
  unknown: Type.Array(Type.Number(), { description: "Share of the time that was not observed." }),
});

/** Shares of time of whole areas. */
export function areaStateRoutes(app: Api, deps: AreaStateDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "States of areas",
    description:
      "Shares of the machines' time in equal columns: working (APT), failed (ADET, maintenance), unknown. In the " +
      "rest, machines waited for work or were being set up. Empty where the edge follows no states. At most 2 " +
      "days; default the last eight hours.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      columns: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,3}$", description: `1 to ${MOST_COLUMNS}; default ${DEFAULT_COLUMNS}.` }),
      ),
    }),
    response: { 200: closed({ from: MaybeTime, to: MaybeTime, areas: Type.Array(AreaEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/states/areas", { schema }, async (request) => {
    const { from, to } = readRange(request.query, deps.now(), "-8h");
    const question = { from, to, columns: readNumber(request.query.columns) };
    const areas = await areaStates(deps, callerOf(request), question);
    return { from: formatMicros(from), to: formatMicros(to), areas: [...areas] };
  });
}
