/** Credentials of a request; empty where it has none. */
interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly token: string;
}

/**
 * The text of another machine, which may repeat the request, without its credentials, as they are and as the header of
 * `Basic` has them. Cut the text afterwards: a secret that was cut in two would not be found.
 */
export function withoutCredentials(text: string, { user, password, token }: Credentials): string {
  const basic = password === "" ? "" : Buffer.from(`${user}:${password}`).toString("base64");
  return [token, password, basic].reduce(
    (rest, secret) => (secret === "" ? rest : rest.replaceAll(secret, "***")),
    text,
  );
}
