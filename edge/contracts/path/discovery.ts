import type { LocalizedText } from "../plant/tag.ts";
import type { ProbedValue } from "./probe.ts";
import type { ProposedConfig, ProposedSource, ProposedTag } from "./proposed-config.ts";

/** The discovery of one server, requested over the API. */
export interface DiscoveryRequest {
  /** `opc.tcp://host:port`, the address of an MTConnect agent, or `s7://host?slot=2`. */
  readonly endpoint: string;
  /** Whether clear text is allowed, such as for a simulator. */
  readonly insecure: boolean;
  readonly user?: { readonly name: string; readonly password: string };
  /** Exports of the program, for servers that cannot say what they have. */
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  /** Numbers of data blocks that the files lack, as `NAME=NUMBER`. */
  readonly blocks?: readonly string[];
}

interface DiscoveredEndpoint {
  readonly url: string;
  readonly mode: string;
  readonly policy: string;
  readonly level: number;
  readonly users: readonly string[];
  readonly thumbprint: string;
}

/** Result of a discovery; `reason` explains a result with endpoints only, or without the server's answer. */
export interface DiscoveryAnswer {
  readonly endpoints: readonly DiscoveredEndpoint[];
  readonly reason?: string;
  readonly product?: string;
  readonly nodes?: number;
  readonly assets?: readonly {
    readonly uid: string;
    readonly label: string;
    readonly type: string;
    readonly name: LocalizedText;
    readonly root: string;
    readonly models: readonly string[];
    readonly tags: number;
  }[];
  readonly leftOut?: number;
  /** What is left out, with the reason, as far as it fits. */
  readonly notes?: readonly string[];
  /** Data blocks whose number the files lack. */
  readonly unnumbered?: readonly string[];
  /** Files of the proposed config by path, as `gemba discover --out` writes them. */
  readonly files?: Readonly<Record<string, string>>;
  /** The same as values, for an editor. */
  readonly proposal?: ProposedConfig;
}

/** Rejects with EdgeError where the server must not be looked at, or there is no proposal at all. */
export type Discover = (request: DiscoveryRequest, signal: AbortSignal) => Promise<DiscoveryAnswer>;

/** Tags of a source that stand in no config yet. */
export interface ValuesRequest {
  readonly namespaces: Readonly<Record<string, string>>;
  readonly source: ProposedSource;
  readonly address: Readonly<Record<string, unknown>>;
  readonly tags: readonly ProposedTag[];
}

/** The tags in the order of the request, each with its value or with why it has none. */
export interface ValuesAnswer {
  /** Why nothing could be read. */
  readonly reason?: string;
  /** What is wrong with source or address. */
  readonly problem?: LocalizedText;
  readonly values: readonly (Partial<ProbedValue> & { readonly problem?: LocalizedText })[];
}

/** Looks at servers, and reads values of tags before they are saved. One works at a time. */
export interface Discovery {
  /** Throws EdgeError `conflict` while another works, and as `Discover` does. */
  discover(request: DiscoveryRequest): Promise<DiscoveryAnswer>;
  /** Throws the same. */
  values(request: ValuesRequest): Promise<ValuesAnswer>;
}
