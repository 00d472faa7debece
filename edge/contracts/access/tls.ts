/** Own files, as paths from the plant's folder, or a certificate of the edge's own local authority. */
export type TlsConfig = "local" | { readonly cert: string; readonly key: string };

/** The certificate that a server shows, and how it learns of a new one. */
export interface ServerCertificate {
  /** PEM. */
  readonly pair: { readonly cert: string; readonly key: string };
  /** `listener` gets each new pair; connections that are open keep theirs. */
  onChange(listener: (pair: { readonly cert: string; readonly key: string }) => void): void;
  /** Looks at the files now instead of within seconds. */
  look(): Promise<void>;
}
