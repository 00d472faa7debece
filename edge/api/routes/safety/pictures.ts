/** Pictures of hidden dangers and inspections: to store, to see, to delete. */
import { PICTURE_TYPES, PictureId } from "../../../contracts/safety/pictures.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";
import {
  deletePicture,
  type PictureDeps,
  pictureUse,
  storedPicture,
  storePicture,
} from "../../services/safety/pictures.ts";
import { BODY_BYTES, bytesIn, sendPicture, takingPictures } from "./picture-body.ts";

export type { PictureDeps } from "../../services/safety/pictures.ts";

const tags = ["safety"];
const answers = { "4xx": Problem, 503: Problem };
const params = closed({ id: PictureId });

export function pictureRoutes(app: Api, deps: PictureDeps): void {
  useRoute(app, deps);
  readRoute(app, deps);
  deletionRoute(app, deps);
  takingPictures(app, (scope) => storeRoute(scope, deps));
}

function useRoute(app: Api, deps: PictureDeps): void {
  const schema = {
    tags,
    summary: "What the store of pictures holds, and its bounds",
    querystring: NoQuery,
    response: {
      200: closed({
        count: Type.Integer(),
        bytes: Type.Integer(),
        mostCount: Type.Integer(),
        mostBytes: Type.Integer(),
        keepDays: Type.Integer(),
        refused: Type.Integer({ description: "At a bound, since the start." }),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/safety/pictures", { schema }, async (request) => ({ ...pictureUse(deps, callerOf(request)) }));
}

/** The one route that takes pictures as they are. */
function storeRoute(app: Api, deps: PictureDeps): void {
  const schema = {
    tags,
    summary: "Store a picture",
    description:
      "The body is a JPEG, PNG or WebP of 2 MiB at most; its kind is read from its content. Place, time, device and " +
      "all else that a camera writes beside it is removed. Answers when it is on disk: 201, or 200 where the " +
      "same picture is there. A report or an act names it within a day, or it is given up.",
    querystring: NoQuery,
    consumes: [...PICTURE_TYPES],
    response: { 200: Picture, 201: Picture, ...answers },
  };
  app.post("/api/v1/safety/pictures", { schema, bodyLimit: BODY_BYTES }, async (request, reply) => {
    const { picture, isNew } = await storePicture(deps, callerOf(request), bytesIn(request.body));
    return reply.code(isNew ? 201 : 200).send({ ...picture });
  });
}

const Picture = closed({
  id: Type.String({ description: "SHA-256 of the stored bytes." }),
  type: Type.Enum([...PICTURE_TYPES]),
  width: Type.Integer(),
  height: Type.Integer(),
  bytes: Type.Integer(),
});

function readRoute(app: Api, deps: PictureDeps): void {
  const schema = {
    tags,
    summary: "A picture",
    description: "404 with who deleted it, when and why, where it was deleted.",
    params,
    querystring: NoQuery,
    produces: [...PICTURE_TYPES],
    response: { 200: Type.Unknown(), ...answers },
  };
  app.get("/api/v1/safety/pictures/:id", { schema }, async (request, reply) => {
    const { id } = request.params;
    return sendPicture(reply, id.slice(0, 12), await storedPicture(deps, callerOf(request), id));
  });
}

function deletionRoute(app: Api, deps: PictureDeps): void {
  const schema = {
    tags,
    summary: "Delete a picture for good",
    description:
      "Its place says from then on who deleted it, when and why. In the audit log. It is never stored again.",
    params,
    querystring: NoQuery,
    body: closed({ reason: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }) }),
    response: { 204: Type.Null(), ...answers },
  };
  app.post("/api/v1/safety/pictures/:id/deletion", { schema }, async (request, reply) => {
    await deletePicture(deps, callerOf(request), { id: request.params.id, reason: request.body.reason });
    return reply.code(204).send(null);
  });
}
