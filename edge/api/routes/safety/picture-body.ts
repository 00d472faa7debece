/** Pictures as bodies of requests and answers. */
import type { FastifyError, FastifyReply } from "fastify";
import { EdgeError } from "../../../contracts/errors.ts";
import { MOST_PICTURE_BYTES, PICTURE_TYPES, type PictureType } from "../../../contracts/safety/pictures.ts";
import type { Api } from "../../http/api.ts";
import { type ProblemParts, replyProblem, sendProblem } from "../../http/problems.ts";

/** A picture that is opened as a page of its own runs nothing and loads nothing. */
const ALONE_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Bytes that a body may have: beyond the bound of a picture, so that the answer says what to do. */
export const BODY_BYTES = 2 * MOST_PICTURE_BYTES;

/** What to do about a body that Fastify refuses before anybody has read it, by status. */
const REFUSED: ReadonlyMap<unknown, ProblemParts> = new Map(
  [
    {
      status: 413,
      code: "too-large",
      detail:
        "a picture may have 2,097,152 bytes (2 MiB) and 40 million pixels at most; make it smaller and send it again",
    },
    {
      status: 415,
      code: "bad-request",
      detail: "send the picture itself, as image/jpeg, image/png or image/webp, with 2,097,152 bytes (2 MiB) at most",
    },
  ].map((one) => [one.status, one]),
);

/** Routes that take pictures as they are, and nothing else. */
export function takingPictures(app: Api, routes: (scope: Api) => void): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser([...PICTURE_TYPES], { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, request, reply) => {
      const refused = error instanceof EdgeError ? undefined : REFUSED.get((error as FastifyError).statusCode);
      return refused === undefined ? sendProblem(error, request, reply) : replyProblem(refused, request, reply);
    });
    routes(scope as Api);
    done();
  });
}

export function bytesIn(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

/** As what it is, to nobody's cache. `name`: of the file, without an ending. */
export function sendPicture(
  reply: FastifyReply,
  name: string,
  { bytes, type }: { readonly bytes: Uint8Array; readonly type: PictureType },
) {
  return reply
    .header("content-security-policy", ALONE_CSP)
    .header("cache-control", "private, no-store")
    .header("content-disposition", `inline; filename="${name}.${type.slice(6)}"`)
    .type(type)
    .serializer((body: unknown) => body as never)
    .send(bytes as never);
}
