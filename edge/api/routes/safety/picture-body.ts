/** Pictures as bodies of requests and answers. */
import type { FastifyReply } from "fastify";
import { PICTURE_TYPES, type PictureType } from "../../../contracts/safety/pictures.ts";
import type { Api } from "../../http/api.ts";

/** A picture that is opened as a page of its own runs nothing and loads nothing. */
const ALONE_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** From now on the routes of this scope take pictures, and nothing else. */
export function takePictures(app: Api): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...PICTURE_TYPES], { parseAs: "buffer" }, (_request, body, done) => done(null, body));
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
