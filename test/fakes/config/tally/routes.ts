/** `GET /api/v1/tally`: the count and its title. */
import type { Api } from "../../../../edge/api/http/api.ts";
import { Problem } from "../../../../edge/api/http/problems.ts";
import { closed, NoQuery } from "../../../../edge/api/http/schemas.ts";
import { Type } from "../../../../edge/contracts/schema.ts";

/** The parts that the routes need: of the follower's reader, and of the section. */
interface TallyDeps {
  readonly tally: { count(): Promise<number> };
  readonly tallyTitle: () => string;
}

export function tallyRoutes(app: Api, { tally, tallyTitle }: TallyDeps): void {
  const schema = {
    tags: ["tally"],
    summary: "Count of events",
    querystring: NoQuery,
    response: {
      200: closed({ title: Type.String(), count: Type.Integer() }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/tally", { schema }, async () => ({ title: tallyTitle(), count: await tally.count() }));
}
