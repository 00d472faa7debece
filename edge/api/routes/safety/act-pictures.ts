/** Pictures of raised unsafe acts: kept around an event, seen on record. */
import { PICTURE_TYPES } from "../../../contracts/safety/pictures.ts";
import { VISION_ID } from "../../../contracts/safety/vision.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery } from "../../http/schemas.ts";
import {
  type ActPictureDeps,
  actPicturesOf,
  keepActPicture,
  viewActPicture,
} from "../../services/safety/act-pictures.ts";
import { BODY_BYTES, bytesIn, sendPicture, takingPictures } from "./picture-body.ts";

const tags = ["safety"];
const answers = { "4xx": Problem, 503: Problem };
const Uid = Type.String({ minLength: 1, maxLength: 128, pattern: "^[A-Za-z0-9-]+$" });
const params = closed({ alertUid: Uid });

export function actPictureRoutes(app: Api, deps: ActPictureDeps): void {
  factsRoute(app, deps);
  imageRoute(app, deps);
  takingPictures(app, (scope) => keepRoute(scope, deps));
}

function keepRoute(app: Api, deps: ActPictureDeps): void {
  const schema = {
    tags,
    summary: "Hand the picture of a vision event over",
    description:
      "The body is a JPEG, PNG or WebP of 2 MiB at most. One is kept for each alert, only where the act stands as an " +
      "alert and `safety.vision.keepPictures` is on, for `personal.evidenceDays`; all that a camera writes beside it " +
      "is removed. 201 where it is kept, 200 where the alert has one, 403 while pictures are off.",
    params: closed({ eventId: Type.String({ pattern: VISION_ID }) }),
    querystring: closed({ camera: Type.String({ pattern: VISION_ID }) }),
    consumes: [...PICTURE_TYPES],
    response: { 200: Outcome, 201: Outcome, ...answers },
  };
  app.post(
    "/api/v1/safety/vision/events/:eventId/picture",
    { schema, bodyLimit: BODY_BYTES },
    async (request, reply) => {
      const event = { ...request.params, ...request.query };
      const isKept = await keepActPicture(deps, callerOf(request), { ...event, bytes: bytesIn(request.body) });
      return reply.code(isKept ? 201 : 200).send({ isKept });
    },
  );
}

const Outcome = closed({ isKept: Type.Boolean({ description: "False where the alert has a picture already." }) });

function factsRoute(app: Api, deps: ActPictureDeps): void {
  const schema = {
    tags,
    summary: "Which pictures an alert of an unsafe act has",
    description: "Not what they show, and of one alert only: pictures are listed neither by person nor all together.",
    params,
    querystring: NoQuery,
    response: {
      200: closed({
        isOn: Type.Boolean(),
        keepDays: Type.Number(),
        pictures: Type.Array(closed({ occurrenceUid: Type.String(), storedAt: Type.String(), bytes: Type.Integer() })),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/safety/vision/pictures/:alertUid", { schema }, async (request) => {
    const { isOn, keepDays, pictures } = actPicturesOf(deps, callerOf(request), request.params.alertUid);
    return {
      ...{ isOn, keepDays },
      pictures: pictures.map(({ occurrenceUid, storedMs, bytes }) => ({
        ...{ occurrenceUid, bytes },
        storedAt: new Date(storedMs).toISOString(),
      })),
    };
  });
}

function imageRoute(app: Api, deps: ActPictureDeps): void {
  const schema = {
    tags,
    summary: "See the picture of an unsafe act",
    description: "Each view is in the audit log: who, when, of which alert.",
    params,
    querystring: closed({ occurrence: Uid }),
    produces: [...PICTURE_TYPES],
    response: { 200: Type.Unknown(), ...answers },
  };
  app.get("/api/v1/safety/vision/pictures/:alertUid/image", { schema }, async (request, reply) => {
    const asked = { alertUid: request.params.alertUid, occurrenceUid: request.query.occurrence };
    return sendPicture(reply, "unsafe-act", await viewActPicture(deps, callerOf(request), asked));
  });
}
