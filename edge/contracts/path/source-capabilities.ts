/**
 * What a kind of source may offer besides reading. Each capability is optional: runtime, API and commands ask the
 * plugins that have it, and know no protocol.
 */
import type { StoredCertificate } from "../access/certificate.ts";
import type { Discover } from "./discovery.ts";

/** What an operator decides about a server's certificate. */
export type TrustVerdict = "trust" | "reject";

/** The edge's own certificate in the form that servers import. */
export interface OwnCertificate extends StoredCertificate {
  readonly der: Uint8Array;
}

/** The certificates by which the edge and the servers of this kind know each other. `dataDir`: the edge's data folder. */
export interface SourceCertificates {
  list(dataDir: string): readonly StoredCertificate[];
  /**
   * Moves a certificate; the first digits of its thumbprint are enough. Throws EdgeError `not-found`, or `bad-request`
   * when several begin so.
   */
  decide(dataDir: string, verdict: TrustVerdict, thumbprint: string): StoredCertificate;
  /** Trusts the certificate in a file, before its server is ever met. */
  trustFile(dataDir: string, file: string): void;
  /** The edge's own certificate, made when there is none. */
  own(dataDir: string): Promise<OwnCertificate>;
  /** Makes the edge's own certificate anew; servers have to trust it again. */
  renew(dataDir: string): Promise<StoredCertificate>;
}

/** The edge that asks for a discovery. */
export interface DiscoveringEdge {
  /** The edge's data folder. */
  readonly dataDir: string;
  readonly edgeId: string;
  /** Aborts what runs when the edge stops. */
  readonly ending: AbortSignal;
}

export interface SourceCapabilities {
  readonly certificates?: SourceCertificates;
  /** Looks at servers of this kind on behalf of the API. */
  discoverFor?(edge: DiscoveringEdge): Discover;
  /** Ends what outlives single sources, such as shared threads. Called once, after all sources have stopped. */
  end?(): Promise<void>;
}
