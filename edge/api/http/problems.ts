import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type Cause, causeOf } from "../../contracts/alerts/causes.ts";
import type { EdgeErrorCode } from "../../contracts/errors.ts";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import { type ConfigProblem, ConfigRefused } from "../../contracts/plant/config-text.ts";
import { Type } from "../../contracts/schema.ts";
import { ConfigProblems, shownProblems } from "./config-problems.ts";
import { SECURITY_HEADERS } from "./headers.ts";

/** RFC 9457 problem details: what every error of the API looks like. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: "`urn:gemba:problem:` and the code." }),
    title: Type.String({ description: "The meaning of the status, the same for every occurrence." }),
    status: Type.Integer({ description: "The HTTP status." }),
    code: Type.String({
      description:
        "Closed set of words to match on, such as `bad-request`, `not-found`, `conflict`, `forbidden`, " +
        "`too-large`, `unavailable`, `internal`.",
    }),
    detail: Type.String({ description: "What went wrong in this request, and what to do." }),
    cause: Type.Optional(
      Type.Object(
        { code: Type.String(), params: Type.Record(Type.String(), Type.String()) },
        {
          additionalProperties: false,
          description:
            "The refusal as a stable code with its parameters, such as `alert-closed`, for programs and for texts " +
            "in other languages. Absent where the edge did not write `detail` itself.",
        },
      ),
    ),
    correlationId: Type.String({
      description: "The edge's log has the cause under this id; it is also in the header `x-correlation-id`.",
    }),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            where: Type.String({ description: "Part of the request, then a JSON pointer, such as `body/reason`." }),
            what: Type.String(),
          },
          { additionalProperties: false },
        ),
        {
          description: "Each field that was refused.",
        },
      ),
    ),
    problems: Type.Optional(ConfigProblems),
  },
  { $id: "Problem", additionalProperties: false, title: "Problem details (RFC 9457)" },
);

const STATUS_OF: Readonly<Record<EdgeErrorCode, number>> = {
  "bad-config": 500,
  "bad-request": 400,
  "not-found": 404,
  conflict: 409,
  forbidden: 403,
  "too-large": 413,
  unavailable: 503,
  "connect-failed": 503,
  "link-lost": 503,
  disk: 503,
};

/**
 * Codes whose text is written for the caller. Texts of other codes may name paths, servers or versions and stay in
 * the log.
 */
const SAYABLE: ReadonlySet<EdgeErrorCode> = new Set([
  "bad-request",
  "not-found",
  "conflict",
  "forbidden",
  "too-large",
  "unavailable",
]);

/** Our code and text for errors that Fastify itself raises, by status. */
const OF_STATUS = new Map<number, readonly [code: string, detail: string]>([
  [400, ["bad-request", "The request could not be understood; see /api/docs."]],
  [404, ["not-found", "There is nothing at this address; see /api/docs."]],
  [405, ["bad-request", "This address does not support the method."]],
  [408, ["unavailable", "The request did not arrive in time."]],
  [413, ["too-large", "A body may have at most 1 MiB."]],
  [414, ["too-large", "The address is too long."]],
  [415, ["bad-request", "Send the body as application/json."]],
  [421, ["forbidden", "This host name is not one of the edge's; add it to `api.hosts` in the config."]],
  [431, ["too-large", "The headers are too large."]],
]);

/** Error codes of a connection that the other end closed. */
const LEAVING: ReadonlySet<string> = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ERR_STREAM_DESTROYED",
]);
/** Only the log shows this status. Other servers use 499 for it too. */
const LEFT: ProblemParts = { status: 499, code: "unavailable", detail: "The client left." };

/** Maximum characters of a detail that are compared with the table of causes. */
const MOST_READ = 900;

export interface ProblemParts {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly where: string; readonly what: string }[];
  readonly problems?: readonly ConfigProblem[];
}

/**
 * Answers every error as problem details, and logs the details that the client does not get, under the same
 * correlation id.
 */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (hasLeft(error, request)) return replyProblem(LEFT, request, reply);
  const parts = partsOf(error);
  if (parts.status >= 500)
    request.log.error(
      { correlationId: request.id, route: request.routeOptions.url, reason: reasonOf(error), error },
      "request failed",
    );
  return replyProblem(parts, request, reply);
}

/**
 * An error that comes only from the client closing its connection is not a failure of the edge. Any other error goes
 * to the log, even if nobody reads the answer.
 */
function hasLeft(error: unknown, { raw }: FastifyRequest): boolean {
  if (!raw.socket.destroyed || !(error instanceof Error)) return false;
  return error instanceof EdgeError
    ? error.code === "unavailable"
    : LEAVING.has((error as NodeJS.ErrnoException).code ?? "");
}

export function replyProblem(parts: ProblemParts, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(parts, request.id);
  return reply
    .code(problem.status)
    .headers(SECURITY_HEADERS) // an address that cannot be decoded arrives here before any hook
    .header("x-correlation-id", problem.correlationId)
    .type("application/problem+json")
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

/** Answers input that Node.js refused before it was a request: too large, too slow, or not HTTP. */
export function sendRawProblem(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const status = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const [code, detail] = OF_STATUS.get(status) as readonly [string, string];
  const problem = problemOf({ status, code, detail }, randomUUID());
  const body = JSON.stringify(problem);
  const headers = {
    ...SECURITY_HEADERS,
    "content-type": "application/problem+json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${problem.title}\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

function problemOf({ status, code, detail, errors, problems }: ProblemParts, correlationId: string) {
  const cause = errors === undefined ? refusalIn(detail) : fieldsInvalid(errors);
  return {
    type: `urn:gemba:problem:${code}`,
    title: STATUS_CODES[status] ?? "Error",
    status,
    code,
    detail,
    ...(cause === undefined ? {} : { cause }),
    correlationId,
    ...(errors === undefined ? {} : { errors }),
    ...(problems === undefined ? {} : { problems: shownProblems(problems) }),
  };
}

/** Config errors may be long; the pattern of the table matches their beginning. */
function refusalIn(detail: string): Cause | undefined {
  const cause = causeOf(detail.slice(0, MOST_READ));
  return cause.code === "said" ? undefined : cause;
}

function fieldsInvalid(errors: NonNullable<ProblemParts["errors"]>): Cause {
  return { code: "fields-invalid", params: { fields: [...new Set(errors.map(({ where }) => where))].join(", ") } };
}

function partsOf(error: unknown): ProblemParts {
  if (error instanceof EdgeError) {
    const status = STATUS_OF[error.code];
    const detail = SAYABLE.has(error.code)
      ? error.message
      : "A part of the edge that this request needs does not work now; see /api/v1/health.";
    const code = status === 500 ? "internal" : SAYABLE.has(error.code) ? error.code : "unavailable";
    const { problems } = error instanceof ConfigRefused && SAYABLE.has(error.code) ? error : { problems: [] };
    return { status, code, detail, ...(problems.length === 0 ? {} : { problems }) };
  }
  const {
    validation,
    validationContext,
    statusCode = 500,
  } = (error instanceof Error ? error : {}) as Partial<FastifyError>;
  if (validation !== undefined) {
    const errors = validation.map((one) => ({
      where: `${validationContext ?? "request"}${one.instancePath}`,
      what: whatIsWrong(one),
    }));
    return {
      status: 400,
      code: "bad-request",
      detail: errors.map((one) => `${one.where}: ${one.what}`).join("; "),
      errors,
    };
  }
  const known = OF_STATUS.get(statusCode);
  if (known !== undefined) return { status: statusCode, code: known[0], detail: known[1] };
  if (statusCode >= 400 && statusCode < 500)
    return { status: statusCode, code: "bad-request", detail: "The request was refused." };
  return {
    status: 500,
    code: "internal",
    detail: "Something went wrong in the edge; its log has the reason under the correlation id.",
  };
}

function whatIsWrong(one: { message?: string; params: Record<string, unknown> }): string {
  const unknown = one.params["additionalProperty"];
  return typeof unknown === "string"
    ? `unknown field ${JSON.stringify(unknown.slice(0, 64))}`
    : (one.message ?? "is not valid");
}
