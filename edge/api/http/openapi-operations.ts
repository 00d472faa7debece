import { STATUS_CODES } from "node:http";
import type { Permission } from "../../contracts/access/access.ts";
import { askedOfCaller } from "../permissions.ts";

/** The two kinds of credential, as the description of the API names them. */
export const SESSION = "session";
export const TOKEN = "token";

/** OpenAPI 3.1, 4.8.30: alternatives. */
export type Security = readonly Readonly<Record<string, readonly never[]>>[];

/** Credentials of a caller: an empty list requires none; `{}` is a caller without credentials. */
export function securityOf(permissions: readonly Permission[]): Security {
  const { isOpen, takesToken, isFreeOnOwnMachine } = askedOfCaller(permissions);
  if (isOpen) return [];
  return [{ [SESSION]: [] }, ...(takesToken ? [{ [TOKEN]: [] }] : []), ...(isFreeOnOwnMachine ? [{}] : [])];
}

/** The requirements as a sentence. */
export function accessSentence(permissions: readonly Permission[]): string {
  const { isOpen, takesToken, least, isFreeOnOwnMachine } = askedOfCaller(permissions);
  if (isOpen) return "Open to everybody.";
  const how = takesToken ? "" : " A token is not enough.";
  const free = isFreeOnOwnMachine ? " Programs on the edge's own machine need no credential." : "";
  return `Needs the role \`${least}\` or more.${how}${free}`;
}

/**
 * A name that follows from method and address and from nothing else, so that generated clients keep theirs: `GET
 * /api/v1/alerts/:alertUid/positions` is
 * `getAlertPositions`. A parameter makes the plural before it one of many.
 */
export function operationIdOf(method: string, url: string): string {
  const words: string[] = [];
  for (const part of url.replace(/^\/api(?<more>\/\w+)\/api\/v\d+|^\/api\/v\d+/, "$<more>").split("/")) {
    const isParameter = part.startsWith(":") || part === "*";
    if (isParameter && words.length > 0) words.push((words.pop() as string).replace(/s$/, ""));
    else for (const word of part.split(/[-._]/)) if (word !== "") words.push(capital(word));
  }
  return `${method.toLowerCase()}${words.join("")}`;
}

function capital(word: string): string {
  return `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`;
}

/** An address as OpenAPI writes it. It knows no wildcards: the rest of a path is a parameter like others. */
export function describedUrl(url: string): string {
  return url.replace(/\*$/, ":path");
}

/** Errors that a route can answer with beside those that its schema names. */
export function errorsOf(permissions: readonly Permission[]): readonly string[] {
  return askedOfCaller(permissions).isOpen ? ["429"] : ["401", "403", "429"];
}

const MEANING: Readonly<Record<string, string>> = {
  101: "The connection continues as a WebSocket.",
  200: "The answer.",
  202: "Accepted; it happens after this answer.",
  302: "Continue at `location`.",
  401: "Not signed in: sign in, or send a valid token.",
  403: "The role is not sufficient; `detail` names the role that is needed.",
  426: "This address is a WebSocket: upgrade the connection.",
  429: "Too many requests of this kind; `Retry-After` says when to try again.",
  "4XX": "The request was refused; `code` and `detail` say why, `errors` which fields.",
  500: "A part of the edge failed; its log has the reason under the correlation id.",
  503:
    "Busy, or a part that the request needs does not work; `Retry-After` says when to try again, where " +
    "that is known.",
};

/** Meaning of an answer with this status. */
export function meaningOf(status: string): string {
  return MEANING[status] ?? STATUS_CODES[Number(status)] ?? status;
}
