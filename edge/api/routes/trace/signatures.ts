import { Type } from "../../../contracts/schema.ts";
import { type ShownSignature, SIGNED_KINDS } from "../../../contracts/trace/signature.ts";
import type { Api } from "../../http/api.ts";
import { networkOf } from "../../http/client-address.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem, replyProblem } from "../../http/problems.ts";
import { closed, MaybeTime, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type SignatureDeps, sign, signaturesOf } from "../../services/trace/signatures.ts";
import { BODY_LIMIT_BYTES, Password } from "../access/session.ts";

const Kind = Type.Enum([...SIGNED_KINDS], {
  description:
    "`piece`: the record of a piece. `limits`: a version of frozen limits, as plan/machine/version. `case`: a closed " +
    "case of a defect, by its work item.",
});
const Id = Type.String({ minLength: 1, maxLength: 400 });
const Hash = Type.String({
  pattern: "^[0-9a-f]{64}$",
  description: "SHA-256 of the record in canonical form (RFC 8785).",
});

const Shown = closed({
  uid: Type.String(),
  kind: Kind,
  id: Type.String(),
  hash: Hash,
  user: Type.String(),
  role: Type.String(),
  meaning: Type.String(),
  meaningName: Text,
  reason: Type.String(),
  at: MaybeTime,
  isOfPresent: Type.Boolean({ description: "False: the record has changed since; it signed an earlier version." }),
});

const Meaning = closed({
  id: Type.String(),
  name: Text,
  least: Type.String({ description: "Lowest role that may give it." }),
});

/** People's signatures under records. */
export function signatureRoutes(app: Api, deps: SignatureDeps): void {
  const list = {
    tags: ["trace"],
    summary: "Signatures under a record",
    description: "With the hash of the record as it is now, and the meanings that a signature may have.",
    querystring: closed({ kind: Kind, id: Id }),
    response: {
      200: closed({ hash: Hash, signatures: Type.Array(Shown), meanings: Type.Array(Meaning) }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/signatures", { schema: list }, async (request) => {
    const { hash, signatures, meanings } = await signaturesOf(deps, callerOf(request), request.query);
    return { hash, signatures: signatures.map(entryOf), meanings: [...meanings] };
  });
  signRoute(app, deps);
}

function signRoute(app: Api, deps: SignatureDeps): void {
  const schema = {
    tags: ["trace"],
    summary: "Sign a record",
    description:
      "Binds user, meaning, reason, time and the hash of the record. The person gives the password again; a person " +
      "of an OpenID Connect provider cannot sign here. 409 where the record changed since it was read; 429 after too " +
      "many wrong passwords. No conformity to a law on signatures is claimed.",
    querystring: closed({}),
    body: closed({
      kind: Kind,
      id: Id,
      hash: Hash,
      meaning: Type.String({ minLength: 1, maxLength: 32 }),
      reason: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }),
      password: Password,
    }),
    response: { 200: Shown, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/signatures", { schema, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const result = await sign(deps, callerOf(request), { ...request.body, network: networkOf(request) });
    if (result.kind === "signed") return entryOf(result.signature);
    const { waitS } = result;
    return replyProblem(
      { status: 429, code: "too-many", detail: `Too many wrong attempts. Try again in ${waitS} s.` },
      request,
      reply.header("retry-after", String(waitS)),
    );
  });
}

function entryOf({ at, ...signature }: ShownSignature) {
  return { ...signature, at: formatMicros(at) };
}
