import { firstText } from "./first-text.ts";

/** Length of a refusal in characters: what is read of it, and what is shown. */
const [READ, SHOWN] = [65_536, 300];

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

/** The beginning of another machine's refusal, without the credentials of the request. */
export async function refusalText(response: Response, credentials: Credentials): Promise<string> {
  return withoutCredentials(await firstText(response, READ), credentials).slice(0, SHOWN);
}
