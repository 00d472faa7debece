/**
 * Optional capabilities of a source kind besides reading. Runtime, API and commands use the plugins that offer them,
 * and know no protocol.
 */
import type { Role } from "../access/access.ts";
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
   * when several match.
   */
  decide(dataDir: string, verdict: TrustVerdict, thumbprint: string): StoredCertificate;
  /** Trusts the certificate in a file before the first connection to its server. */
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
  /** Addresses and networks, such as 10.0.0.0/8, that a discovery may connect to. */
  readonly networks: readonly string[];
}

/** An inspection of the server behind a URL, for a command. */
export interface InspectionRequest {
  readonly url: string;
  /** Data folder of the edge whose certificates are used. */
  readonly dataDir: string;
  /** Whether clear text is allowed, such as for a simulator. */
  readonly insecure: boolean;
  /** Mode and policy as the user typed them; absent: the best that the server offers. */
  readonly security?: string;
  readonly user?: { readonly name: string; readonly password: string };
  readonly maxNodes: number;
  /** Time to listen to a server that sends by itself, such as a broker. */
  readonly listenMs: number;
  /** PEM texts: the server's authority, and the client certificate and key that it asks for. */
  readonly tls: Readonly<Partial<Record<"ca" | "cert" | "key", string>>>;
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
  /** Whether it can compare a server with a config. */
  readonly compares: boolean;
  /** Whether connections use PEM files of the request rather than the edge's own certificates. */
  readonly takesTls: boolean;
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

/** Reads a source's bindings now. `everyMs`: the requested sampling interval by tag uid. */
export interface SourceProbe {
  readonly endpoint: string;
  readonly everyMs: ReadonlyMap<string, number>;
  readonly probe: Probe;
}

/** A file of an export, as text. */
interface ExportFile {
  readonly name: string;
  readonly text: string;
}

/** Where the tags of an import are. */
interface ImportTarget {
  readonly endpoint: string;
  /** Browse path of the device, and the namespace that its prefix `plc:` means. */
  readonly root: string | undefined;
  readonly namespace: string | undefined;
  /** Numbers of data blocks that the files lack, as `NAME=NUMBER`. */
  readonly blocks: readonly string[];
}

/** Tag tables and other exports of engineering tools, for `gemba import` and `gemba export`. */
export interface SourceTagTables {
  /** Endpoints of such servers. */
  readonly endpoints: RegExp;
  /** A config from the exports of a server's tags. Throws EdgeError `bad-request` for an unknown one. */
  read(
    files: readonly ExportFile[],
    target: ImportTarget,
  ): {
    readonly files: ReadonlyMap<string, string>;
    readonly format: string;
    readonly tags: number;
    readonly leftOut: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
  };
  /** Tables that it writes; absent: none. */
  readonly written?: {
    readonly formats: readonly string[];
    /** The tags of these sources as a table. */
    write(format: string, sources: readonly ConfiguredSource[]): { readonly text: string; readonly tags: number };
  };
}

/** A metric that the config allows to write. */
export interface AllowedCommand {
  readonly metric: string;
  /** The lowest role that may write it. */
  readonly role: Role;
  /** Minimum number of seconds between two writes. */
  readonly everyS: number;
}

/** Writes single metrics, for `gemba command`: a running edge writes nothing. */
export interface SourceCommands {
  /**
   * Throws EdgeError `forbidden` where the source's config does not list the metric or gives no range, `bad-request`
   * for a value beyond it.
   */
  allowed(config: unknown, command: { readonly metric: string; readonly text: string }): AllowedCommand;
  /** Whether a tag with this binding shows what became of the command. */
  reads(binding: unknown, metric: string): boolean;
  /** Sends the command once. Resolves with where it went. Rejects with EdgeError `connect-failed`. */
  send(
    config: unknown,
    address: unknown,
    command: {
      readonly metric: string;
      readonly text: string;
      readonly clientId: string;
      readonly signal: AbortSignal;
    },
  ): Promise<string>;
}

export interface SourceCapabilities {
  readonly commands?: SourceCommands;
  readonly certificates?: SourceCertificates;
  readonly inspection?: SourceInspection;
  readonly tagTables?: SourceTagTables;
  /**
   * Reads every binding of a source once. Resolves with a reason when the server cannot be reached. With `networks` it
   * connects only to their addresses, and throws EdgeError `forbidden` for others.
   */
  probe?(
    source: ConfiguredSource,
    edge: { readonly dataDir: string; readonly networks?: readonly string[] },
    signal: AbortSignal,
  ): Promise<SourceProbe | { readonly reason: string }>;
  /** Looks at servers of this kind, whose addresses `inspection` or `tagTables` name, on behalf of the API. */
  discoverFor?(edge: DiscoveringEdge): Discover;
  /** Ends what outlives single sources, such as shared threads. Called once, after all sources have stopped. */
  end?(): Promise<void>;
}
