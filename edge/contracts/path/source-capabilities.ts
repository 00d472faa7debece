/**
 * Optional capabilities of a source kind besides reading. Runtime, API and commands use the plugins that offer them,
 * and know no protocol.
 */
import type { StoredCertificate } from "../access/certificate.ts";
import type { ConfiguredSource } from "./configured-source.ts";
import type { Discover } from "./discovery.ts";
import type { Probe } from "./probe.ts";

/** Decision of an operator about a server's certificate. */
export type TrustVerdict = "trust" | "reject";

/** The edge's own certificate in the form that servers import. */
export interface OwnCertificate extends StoredCertificate {
  readonly der: Uint8Array;
}

/**
 * The certificates by which the edge and the servers of this kind know each other. `dataDir`: the edge's data folder.
 */
export interface SourceCertificates {
  list(dataDir: string): readonly StoredCertificate[];
  /**
   * Moves a certificate; the first digits of its thumbprint are enough. Throws EdgeError `not-found`, or `bad-request`
   * when several begin so.
   */
  decide(dataDir: string, verdict: TrustVerdict, thumbprint: string): StoredCertificate;
  /** Trusts the certificate in a file, before its server is ever met. */
  trustFile(dataDir: string, file: string): void;
  /** The edge's own certificate, created when missing. */
  own(dataDir: string): Promise<OwnCertificate>;
  /** Renews the edge's own certificate; servers have to trust it again. */
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

/** A look at the server behind a URL, by command. */
export interface InspectionRequest {
  readonly url: string;
  /** Data folder of the edge whose certificates count. */
  readonly dataDir: string;
  /** Clear text is meant, such as for a simulator. */
  readonly insecure: boolean;
  /** Mode and policy as the user typed them; absent: the best that the server offers. */
  readonly security?: string;
  readonly user?: { readonly name: string; readonly password: string };
  readonly maxNodes: number;
  /** All sources of this kind of the config to compare with; absent: a config is proposed. */
  readonly configured?: readonly ConfiguredSource[];
}

/** A difference between a server and a config. */
export interface ConfigDifference {
  readonly kind: string;
  readonly what: string;
  readonly detail: string;
}

/** Inspects servers for `gemba discover`. */
export interface SourceInspection {
  /** URLs of such servers. */
  readonly urls: RegExp;
  /** Environment variable of the password. */
  readonly passwordVariable: string;
  /**
   * `show` takes text for the terminal. Resolves with the proposed config's files by path, or with the differences
   * to `configured`. Throws EdgeError `connect-failed` or `bad-request`.
   */
  inspect(
    request: InspectionRequest,
    show: (text: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly files: ReadonlyMap<string, string> } | { readonly differences: readonly ConfigDifference[] }>;
}

/** A source's bindings as they read now. `everyMs`: the requested sampling interval by tag uid. */
export interface SourceProbe {
  readonly endpoint: string;
  readonly everyMs: ReadonlyMap<string, number>;
  readonly probe: Probe;
}

/** Tag tables of engineering tools, for `gemba import` and `gemba export`. */
export interface SourceTagTables {
  readonly formats: readonly string[];
  /** A config from a table of a server's tags. Throws EdgeError `bad-request` for an unknown table. */
  read(
    text: string,
    target: { readonly endpoint: string; readonly root: string; readonly namespace: string },
  ): {
    readonly files: ReadonlyMap<string, string>;
    readonly format: string;
    readonly tags: number;
    readonly leftOut: readonly { readonly line: number; readonly reason: string }[];
  };
  /** The tags of these sources as a table. */
  write(format: string, sources: readonly ConfiguredSource[]): { readonly text: string; readonly tags: number };
}

export interface SourceCapabilities {
  readonly certificates?: SourceCertificates;
  readonly inspection?: SourceInspection;
  readonly tagTables?: SourceTagTables;
  /** Reads every binding of a source once. Resolves with a reason when the server cannot be reached. */
  probe?(
    source: ConfiguredSource,
    edge: { readonly dataDir: string },
    signal: AbortSignal,
  ): Promise<SourceProbe | { readonly reason: string }>;
  /** Looks at servers of this kind on behalf of the API. */
  discoverFor?(edge: DiscoveringEdge): Discover;
  /** Ends what outlives single sources, such as shared threads. Called once, after all sources have stopped. */
  end?(): Promise<void>;
}
