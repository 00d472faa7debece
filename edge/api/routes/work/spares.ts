/** `/api/v1/spares`: spare parts, their stock, and its changes. */

import { Note } from "../../../contracts/records/fields.ts";
import type { StockChange } from "../../../contracts/records/spares.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { changeStock, listSpares, MOST_LISTED, type SpareDeps, stockChanges } from "../../services/work/spares.ts";

const PartNumber = Type.String({ minLength: 1, maxLength: 60 });
const Change = closed({
  changeUid: Type.String(),
  part: Type.String(),
  at: MaybeTime,
  by: Type.String({ description: "`config`: the stock that the config began with." }),
  delta: Type.Integer(),
  reason: Type.String(),
  itemUid: orNull(Type.String(), "The work item that used the parts."),
  onHand: Type.Integer({ description: "Afterwards. Below zero where more was used than was counted." }),
});
const Spare = closed({
  part: Type.String(),
  name: Text,
  onHand: Type.Integer(),
  minimum: Type.Integer(),
  leadDays: MaybeNumber,
  isLow: Type.Boolean({ description: "Below its minimum." }),
  lastChange: Change,
});
const answers = { "4xx": Problem, 503: Problem };
const tags = ["work"];

export function spareRoutes(app: Api, deps: SpareDeps): void {
  listRoutes(app, deps);
  const schema = {
    tags,
    summary: "Change the stock of a part",
    description:
      "A delivery, a count or a loss. Answers when it is on disk and in the audit log; a request with the same " +
      "`changeUid` may be repeated.",
    params: closed({ part: PartNumber }),
    querystring: NoQuery,
    body: closed({
      changeUid: Type.String({ minLength: 1, maxLength: 64, description: "Made by the client, new for each change." }),
      delta: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000, description: "Pieces more, or fewer." }),
      reason: Type.String({ ...Note, minLength: 1, pattern: "\\S" }),
    }),
    response: { 200: Change, ...answers },
  };
  app.post("/api/v1/spares/:part/changes", { schema }, async (request) =>
    changeEntry(await changeStock(deps, callerOf(request), { part: request.params.part, ...request.body })),
  );
}

function listRoutes(app: Api, deps: SpareDeps): void {
  const list = {
    tags,
    summary: "Spare parts",
    description: "Each part of the config with its stock.",
    querystring: NoQuery,
    response: { 200: closed({ spares: Type.Array(Spare) }), ...answers },
  };
  app.get("/api/v1/spares", { schema: list }, async (request) => {
    return {
      spares: listSpares(deps, callerOf(request)).map(({ lastChange, ...one }) => ({
        ...one,
        lastChange: changeEntry(lastChange),
      })),
    };
  });
  const changes = {
    tags,
    summary: "Changes of stock",
    description: `Newest first, at most ${MOST_LISTED}; of one part where it is given.`,
    querystring: closed({ part: Type.Optional(PartNumber) }),
    response: { 200: closed({ changes: Type.Array(Change) }), ...answers },
  };
  app.get("/api/v1/spares/changes", { schema: changes }, async (request) => {
    return { changes: stockChanges(deps, callerOf(request), request.query.part).map(changeEntry) };
  });
}

function changeEntry({ at, ...one }: StockChange): Static<typeof Change> {
  return { ...one, at: formatMicros(at) };
}
