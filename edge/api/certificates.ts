import { Type } from "typebox";
import type { StoredCertificate } from "../contracts/certificate.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Api, ApiDeps } from "./deps.ts";
import { Problem } from "./problems.ts";
import { closed, MaybeTime, NoQuery } from "./schemas.ts";
import { formatMicros } from "./times.ts";

const CertificateEntry = closed({
  place: Type.Union([Type.Literal("own"), Type.Literal("trusted"), Type.Literal("rejected")], {
    description: "`own`: the edge's. `trusted`: of a server, or an issuer of servers. `rejected`: refused, waits for a decision.",
  }),
  thumbprint: Type.String({ description: "SHA-1 of the DER form, as trust lists of controllers show it." }),
  subject: Type.String(),
  issuer: Type.String(),
  applicationUri: Type.String(),
  validFrom: MaybeTime,
  validTo: MaybeTime,
});

const params = closed({ thumbprint: Type.String({ pattern: "^[0-9a-fA-F]{6,40}$" }) });

/** The edge's certificate store for OPC UA, to be seen; deciding about it needs a user. */
export function certificateRoutes(app: Api, { certificates = () => [] }: ApiDeps): void {
  const list = {
    tags: ["connections"],
    summary: "Certificates of the OPC UA connections",
    description: "The edge's own, servers that are trusted, and servers that were refused. Trust is given by `gemba pki trust` on the edge's machine.",
    querystring: NoQuery,
    response: { 200: closed({ certificates: Type.Array(CertificateEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/certificates", { schema: list }, async (_request, reply) => {
    void reply.header("cache-control", "no-store");
    return { certificates: certificates().map(entryOf) };
  });
  for (const verb of ["trust", "reject"] as const) {
    const schema = {
      tags: ["connections"],
      summary: verb === "trust" ? "Trust a refused server" : "Take trust away",
      description: "403 while the edge has no users: whom a plant trusts is a decision that somebody must have made. The command `gemba pki` decides meanwhile.",
      params,
      querystring: NoQuery,
      body: closed({}),
      response: { "4xx": Problem },
    };
    app.post(`/api/v1/certificates/:thumbprint/${verb}`, { schema }, async (request) => {
      throw new EdgeError("forbidden", `Trust decisions need a user, and the edge has no users yet. On the edge's machine: gemba pki ${verb} ${request.params.thumbprint.toLowerCase()}`);
    });
  }
}

function entryOf({ place, thumbprint, subject, issuer, applicationUri, validFrom, validTo }: StoredCertificate) {
  return { place, thumbprint, subject, issuer, applicationUri, validFrom: formatMicros(validFrom * 1000), validTo: formatMicros(validTo * 1000) };
}
