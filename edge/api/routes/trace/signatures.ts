import { Type } from "../../../contracts/schema.ts";
import { type ShownSignature, SIGNED_KINDS } from "../../../contracts/trace/signature.ts";
import type { Api } from "../../http/api.ts";
import { networkOf } from "../../http/client-address.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem, replyProblem } from "../../http/problems.ts";
import { closed, MaybeTime, Text } from "../../http/schemas.ts";
import { cookieNameOf, sessionIn, setStateCookie, stateCookieNameOf } from "../../http/session-cookie.ts";
import { formatMicros } from "../../http/times.ts";
import { beginAtProvider, type ProviderSignatureDeps } from "../../services/trace/provider-signature.ts";
import { sign, signaturesOf } from "../../services/trace/signatures.ts";
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

const Outcome = closed({
  why: Type.Union([Type.String(), Type.Null()], { description: "Why it was refused; null: the record is signed." }),
});

const Wanted = {
  kind: Kind,
  id: Id,
  hash: Hash,
  meaning: Type.String({ minLength: 1, maxLength: 32 }),
  reason: Type.String({ minLength: 1, maxLength: 1000, pattern: "\\S" }),
};

interface Deps extends ProviderSignatureDeps {
  readonly edgeId: string;
}

/** People's signatures under records. */
export function signatureRoutes(app: Api, deps: Deps): void {
  const list = {
    tags: ["trace"],
    summary: "Signatures under a record",
    description:
      "With the hash of the record as it is now, the meanings that a signature may have, how the caller proves the " +
      "identity to sign, and the outcome of the caller's last way to the provider for this record.",
    querystring: closed({ kind: Kind, id: Id }),
    response: {
      200: closed({
        hash: Hash,
        signatures: Type.Array(Shown),
        meanings: Type.Array(Meaning),
        proof: Type.Enum(["password", "provider"]),
        outcome: Type.Union([Outcome, Type.Null()]),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/signatures", { schema: list }, async (request) => {
    const { signatures, meanings, ...record } = await signaturesOf(deps, callerOf(request), request.query);
    return { ...record, signatures: signatures.map(entryOf), meanings: [...meanings] };
  });
  signRoute(app, deps);
  providerRoute(app, deps);
}

function signRoute(app: Api, deps: Deps): void {
  const schema = {
    tags: ["trace"],
    summary: "Sign a record",
    description:
      "Binds user, meaning, reason, time and the hash of the record. The person gives the password again; a person " +
      "of an OpenID Connect provider confirms there instead (`POST /api/v1/signatures/provider`). 409 where the " +
      "record changed since it was read; 429 after too many wrong passwords. No conformity to a law on " +
      "signatures is claimed.",
    querystring: closed({}),
    body: closed({ ...Wanted, password: Password }),
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

function providerRoute(app: Api, deps: Deps): void {
  const schema = {
    tags: ["trace"],
    summary: "Begin a signature at the provider",
    description:
      "For a person of the OpenID Connect provider: gives the address at which the person proves the identity again, " +
      "and a cookie that ties it to this browser. The record is signed when the person returns within ten minutes; " +
      "the browser then opens `back`, and the list of signatures has the outcome.",
    querystring: closed({}),
    body: closed({
      ...Wanted,
      back: Type.String({
        // A path of this edge's pages alone: nothing else may be opened after a return.
        pattern: "^/(?:[a-z]+\\.html)?(?:[?#][!-\\[\\]-~]*)?$",
        maxLength: 2000,
        description: "Address of the page of the edge to which the person returns.",
      }),
    }),
    response: { 200: closed({ url: Type.String() }), "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/signatures/provider", { schema, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const session = sessionIn(request, cookieNameOf(deps.edgeId)) ?? "";
    const { url, state } = await beginAtProvider(deps, callerOf(request), { ...request.body, session });
    setStateCookie(request, reply, { name: stateCookieNameOf(deps.edgeId), value: state });
    return { url };
  });
}

function entryOf({ at, ...signature }: ShownSignature) {
  return { ...signature, at: formatMicros(at) };
}
