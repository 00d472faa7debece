import type { StoredCertificate } from "../../../contracts/access/certificate.ts";
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { principalOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { onRecord } from "../../services/on-record.ts";

const CertificateEntry = closed({
  place: Type.Union([Type.Literal("own"), Type.Literal("trusted"), Type.Literal("rejected")], {
    description:
      "`own`: of the edge. `trusted`: of a server, or an issuer of servers. `rejected`: refused, waits for a decision.",
  }),
  thumbprint: Type.String({ description: "SHA-1 of the DER form, as trust lists of controllers show it." }),
  subject: Type.String(),
  issuer: Type.String(),
  applicationUri: Type.String(),
  validFrom: MaybeTime,
  validTo: MaybeTime,
});

const params = closed({ thumbprint: Type.String({ pattern: "^[0-9a-fA-F]{6,40}$" }) });

interface CertificateDeps {
  /** The present content of the certificate store. */
  readonly certificates?: () => readonly StoredCertificate[];
  /** Moves a certificate; the first digits of its thumbprint are enough. Throws EdgeError `not-found`. */
  readonly decideTrust?: (verdict: "trust" | "reject", thumbprint: string) => StoredCertificate;
  readonly journal: Pick<Journal, "record">;
}

/** The edge's certificate store for OPC UA, and its decisions about trust. */
export function certificateRoutes(app: Api, { certificates = () => [], decideTrust, journal }: CertificateDeps): void {
  const list = {
    tags: ["connections"],
    summary: "Certificates of the OPC UA connections",
    description:
      "The edge's own, trusted servers, and refused servers. Compare the thumbprint with the one that the server " +
      "shows before you trust it.",
    querystring: NoQuery,
    response: { 200: closed({ certificates: Type.Array(CertificateEntry) }), "4xx": Problem },
  };
  app.get("/api/v1/certificates", { schema: list }, async () => {
    return { certificates: certificates().map(entryOf) };
  });
  for (const verb of ["trust", "reject"] as const) {
    const schema = {
      tags: ["connections"],
      summary: verb === "trust" ? "Trust a refused server" : "Revoke trust",
      description:
        "403 while the edge has no users: a trust decision must name the person who made it. Until then, decide " +
        "with the command `gemba pki`. The decision applies to the edge's next attempt to connect.",
      params,
      querystring: NoQuery,
      body: closed({}),
      response: { 200: CertificateEntry, "4xx": Problem, 503: Problem },
    };
    app.post(`/api/v1/certificates/:thumbprint/${verb}`, { schema }, async (request) => {
      if (decideTrust === undefined) throw new EdgeError("unavailable", "This edge has no OPC UA connections.");
      const thumbprint = request.params.thumbprint.toLowerCase();
      const act = { principal: principalOf(request), action: `certificate.${verb}`, target: thumbprint };
      return entryOf(await onRecord(journal, act, async () => decideTrust(verb, thumbprint)));
    });
  }
}

function entryOf({ place, thumbprint, subject, issuer, applicationUri, validFrom, validTo }: StoredCertificate) {
  return {
    place,
    thumbprint,
    subject,
    issuer,
    applicationUri,
    validFrom: formatMicros(validFrom * 1000),
    validTo: formatMicros(validTo * 1000),
  };
}
