import type { LocalizedText } from "../plant/tag.ts";
import type { ProposedConfig } from "./proposed-config.ts";

/** The discovery of one server, requested over the API. */
export interface DiscoveryRequest {
  /** `opc.tcp://host:port`. */
  readonly endpoint: string;
  /** Whether clear text is allowed, such as for a simulator. */
  readonly insecure: boolean;
  readonly user?: { readonly name: string; readonly password: string };
}

interface DiscoveredEndpoint {
  readonly url: string;
  readonly mode: string;
  readonly policy: string;
  readonly level: number;
  readonly users: readonly string[];
  readonly thumbprint: string;
}

/** Result of a discovery; `reason` explains a result with endpoints only. */
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
  /** Files of the proposed config by path, as `gemba discover --out` writes them. */
  readonly files?: Readonly<Record<string, string>>;
  /** The same as values, for an editor. */
  readonly proposal?: ProposedConfig;
}

/** Throws EdgeError `conflict` while another discovery runs. */
export type Discover = (request: DiscoveryRequest) => Promise<DiscoveryAnswer>;
