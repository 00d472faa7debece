import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";
import { type PassportDeps, passportVerdict } from "../../services/trace/passport.ts";

const MaybeText = Type.Union([Type.String(), Type.Null()]);

/** Checks the seal of a passport that somebody brings. */
export function verifyRoutes(app: Api, deps: PassportDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "Check the seal of a passport",
    description:
      "`valid`: this edge sealed it, and nothing was changed since. `changed`: something in it differs. `other-key`: " +
      "unchanged, but another key sealed it. `unreadable`: no passport. The same as `gemba verify-passport`, by the " +
      "key of this edge. Keeps nothing.",
    querystring: NoQuery,
    body: closed({ text: Type.String({ description: "Contents of the file." }) }),
    response: {
      200: closed({
        verdict: Type.Enum(["valid", "changed", "other-key", "unreadable"]),
        keyId: Type.Union([Type.String(), Type.Null()], { description: "Of the key that sealed it." }),
        piece: MaybeText,
        sealedAt: MaybeText,
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.post("/api/v1/trace/verify", { schema }, (request) => {
    const { kind, ...said } = passportVerdict(deps, callerOf(request), request.body.text);
    return { verdict: kind, keyId: null, piece: null, sealedAt: null, ...said };
  });
}
