/** How a proposed source signs in: the password comes from the environment, TLS material from files of its own. */
type TlsTexts = Readonly<Partial<Record<"ca" | "cert" | "key", string>>>;

export interface ProposedAccess {
  readonly user?: string | undefined;
  readonly tls?: TlsTexts | undefined;
  /** Environment variable of the password. */
  readonly passwordVariable: string;
  /** The server, as files are named: `broker`, `agent`. */
  readonly server: string;
}

/** Keys of the source, and the files that they name. Secrets lie in a folder of their own. */
export function accessOf({ user, tls = {}, passwordVariable, server }: ProposedAccess): {
  readonly keys: Readonly<Record<string, string>>;
  readonly texts: ReadonlyMap<string, string>;
} {
  const places: Readonly<Record<keyof TlsTexts, string>> = {
    ca: `certs/${server}-ca.pem`,
    cert: "certs/edge.pem",
    key: "secrets/edge.key",
  };
  const secured = Object.entries(tls) as [keyof TlsTexts, string][];
  return {
    keys: {
      ...(user === undefined ? {} : { user, password: `\${env:${passwordVariable}}` }),
      ...Object.fromEntries(secured.map(([name]) => [name, `\${file:${places[name]}}`])),
    },
    texts: new Map(secured.map(([name, text]) => [places[name], text])),
  };
}
