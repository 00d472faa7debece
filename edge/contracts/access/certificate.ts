/** A certificate in the edge's store for its sources, or the one that it serves with. */
export interface StoredCertificate {
  /**
   * `own`: ours. `trusted`: of a server, or an issuer of servers, that an operator trusts. `rejected`: refused, waits
   * for a decision.
   */
  readonly place: "own" | "trusted" | "rejected";
  /** SHA-1 of the DER form in lower-case hex, as trust lists of controllers show it. */
  readonly thumbprint: string;
  readonly subject: string;
  readonly issuer: string;
  /** ApplicationUri of the SubjectAltName; empty without one. */
  readonly applicationUri: string;
  /** `tls`: browsers see it. Absent: for OPC UA. */
  readonly use?: "tls";
  /** Milliseconds since 1970 UTC. */
  readonly validFrom: number;
  readonly validTo: number;
}
