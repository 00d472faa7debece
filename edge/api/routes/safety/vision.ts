/** Cameras, what they see, and their events. */
import { MOST_EVENTS, VISION_KINDS } from "../../../contracts/safety/vision.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { takeVisionEvents, type VisionDeps, visionState } from "../../services/safety/vision.ts";

const tags = ["safety"];
const answers = { "4xx": Problem, 503: Problem };

const Camera = closed({
  id: Type.String(),
  name: Text,
  state: Type.Enum(["heard", "silent", "never-heard"], { description: "Not heard: what it sees is unknown." }),
  heardAt: MaybeTime,
  position: closed({ x: Type.Number(), y: Type.Number() }),
  headingDeg: Type.Number({ description: "Degrees from east to north." }),
  viewDeg: Type.Number(),
  rangeM: Type.Number(),
  zones: Type.Array(Type.String()),
});
const Zone = closed({
  zone: Type.String(),
  cameras: Type.Integer({ description: "Cameras that see it." }),
  heard: Type.Integer({ description: "Of these, heard lately." }),
  isBlind: Type.Boolean({ description: "None of them was heard lately: nothing is known of it." }),
});
const Act = closed({
  kind: Type.Enum([...VISION_KINDS]),
  since: MaybeTime,
  zone: Type.Optional(Type.String()),
  cameras: Type.Array(Type.String()),
  confidence: Type.Number({ description: "Of all its cameras together, 0 to 1." }),
});
const State = closed({
  isOn: Type.Boolean({ description: "Unsafe acts are taken: the config states why they may be." }),
  cameras: Type.Array(Camera),
  zones: Type.Array(Zone, { description: "Zones that a camera sees; nobody sees the others." }),
  acts: Type.Array(Act, {
    description: "An empty list says that cameras report nothing, never that nothing is there.",
  }),
  counts: Type.Record(Type.String(), Type.Integer(), {
    description: "Events since the start, by what became of them.",
  }),
});

export function visionRoutes(app: Api, deps: VisionDeps): void {
  const schema = {
    tags,
    summary: "Cameras, the zones that they see, and unsafe acts now",
    description: "Advisory, not a safety function. Without identity, track or position of people.",
    querystring: NoQuery,
    response: { 200: State, ...answers },
  };
  app.get("/api/v1/safety/vision", { schema }, async (request) => {
    const { isOn, cameras, zones, acts, counts } = visionState(deps, callerOf(request));
    return {
      ...{ isOn, counts: { ...counts } },
      cameras: cameras.map(({ name, heardAt, position, zones: seen, ...camera }) => ({
        ...camera,
        name: { zh: name.zh, en: name.en },
        heardAt: formatMicros(heardAt),
        position: { x: position.x, y: position.y },
        zones: [...seen],
      })),
      zones: zones.map((zone) => ({ ...zone })),
      acts: acts.map(({ since, cameras: seenBy, ...act }) => ({
        ...act,
        since: formatMicros(since),
        cameras: [...seenBy],
      })),
    };
  });
  eventsRoute(app, deps);
}

const Refused = closed({
  index: Type.Integer({ description: "Place in the list, from 0." }),
  field: Type.String({ description: "The member that is wrong; empty where it is the event as a whole." }),
  why: Type.String(),
});

function eventsRoute(app: Api, deps: VisionDeps): void {
  const schema = {
    tags,
    summary: "Hand events of a vision system over",
    description:
      "Each follows docs/vision.schema.json. Answers what became of them: taken, repeated ones (the same `eventId` " +
      "of one camera changes nothing), and refused ones with the member that is wrong. A token of scope `vision` " +
      "opens this and nothing else. Positions and tracks stay in memory.",
    querystring: NoQuery,
    body: closed({
      events: Type.Array(Type.Unknown({ description: "An event (docs/vision.schema.json)." }), {
        minItems: 1,
        maxItems: MOST_EVENTS,
      }),
    }),
    response: {
      200: closed({ taken: Type.Integer(), repeated: Type.Integer(), refused: Type.Array(Refused) }),
      ...answers,
    },
  };
  app.post("/api/v1/safety/vision/events", { schema }, async (request) => {
    const outcomes = takeVisionEvents(deps, callerOf(request), request.body.events);
    const count = (result: "taken" | "repeated") => outcomes.filter((one) => one.result === result).length;
    return {
      taken: count("taken"),
      repeated: count("repeated"),
      refused: outcomes.flatMap((one, index) =>
        one.result === "refused" ? [{ index, field: one.field, why: one.why }] : [],
      ),
    };
  });
}
