import { Type } from "typebox";
import { HEALTH_STAGES } from "../../../contracts/health/component-condition.ts";
import type { AssetUid as Uid } from "../../../contracts/plant/tag.ts";
import { Hypothesis } from "../../../contracts/records/hypothesis.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { AssetUid, closed, MaybeTime, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type ComponentHealthDeps, componentHealthIn } from "../../services/health/component-health.ts";

const Entry = closed({
  assetUid: AssetUid,
  component: Type.String({ description: "Path of the component; empty where the asset itself is meant." }),
  name: Text,
  stage: Type.Enum([...HEALTH_STAGES], {
    description: "`watch`: evidence, but not enough to speak about. `act`: an alert stands, or is calming down.",
  }),
  since: MaybeTime,
  health: Type.Union([Type.Number(), Type.Null()], {
    description: "100 as new, 0 at the end of function; null where nothing can tell.",
  }),
  evidence: Type.Number({
    description: "Minus the decimal logarithm of the probability that normal running gives as much evidence.",
  }),
  hypotheses: Type.Array(closed({ kind: Hypothesis.properties.kind, p: Hypothesis.properties.p }), {
    description: "Kinds of faults that would explain the evidence, most likely first.",
  }),
});

/** `GET /api/v1/component-health`: how healthy each component of the plant is. */
export function componentHealthRoutes(app: Api, deps: ComponentHealthDeps): void {
  const schema = {
    tags: ["alerts"],
    summary: "Health of components",
    description: "Stage, evidence and hypotheses of each component that is watched, of the plant or of one asset.",
    querystring: closed({ asset: Type.Optional(AssetUid) }),
    response: { 200: closed({ components: Type.Array(Entry) }), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/component-health", { schema }, async (request, reply) => {
    const components = await componentHealthIn(deps, callerOf(request), request.query.asset as Uid | undefined);
    void reply.header("cache-control", "no-store");
    return {
      components: components.map(({ since, hypotheses, ...one }) => ({
        ...one,
        hypotheses: [...hypotheses],
        since: since === null ? null : formatMicros(since),
      })),
    };
  });
}
