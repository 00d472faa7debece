/** The parts `safety.vision` and `safety.cameras` of a plant's config. */
import { VISION_ID } from "../../contracts/safety/vision.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { closed } from "../register/fields.ts";

const share = (fallback: number, description: string) =>
  Type.Number({ minimum: 0.01, maximum: 0.99, default: fallback, description });
const seconds = (least: number, most: number, fallback: number, description: string) =>
  Type.Number({ minimum: least, maximum: most, default: fallback, description: `${description}, s.` });

const visionConfig = Type.Object(
  {
    raiseAt: share(0.8, "Confidence of all cameras together at which an unsafe act is raised."),
    keepAt: share(0.3, "Events below this confidence are counted and change nothing."),
    endAfterS: seconds(2, 600, 20, "An act ends when nothing was reported of it for so long"),
    clockErrorS: seconds(0, 30, 1, "Largest difference of two cameras' clocks that their offsets leave"),
    joinM: Type.Number({
      minimum: 0.5,
      maximum: 50,
      default: 10,
      description: "Reports further apart are of different acts, m.",
    }),
    lateS: seconds(1, 600, 60, "Events that are older on arrival are refused"),
    silentAfterS: seconds(2, 3600, 60, "A camera that was not heard for so long is silent, and what it sees unknown"),
    eventsPerS: Type.Number({
      minimum: 0.1,
      maximum: 100,
      default: 20,
      description: "Highest rate of one camera, events/s; further ones are refused and counted.",
    }),
    keepPictures: Type.Boolean({
      default: false,
      description: "Keep one picture of each raised unsafe act for personal.evidenceDays. Each view is recorded.",
    }),
  },
  { ...closed, default: {}, description: "Events of vision systems (docs/vision.md). Advisory only." },
);

const words = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 100 }), en: Type.String({ minLength: 1, maxLength: 100 }) },
  closed,
);
const camera = Type.Object(
  {
    id: Type.String({ pattern: VISION_ID, description: "As the events name it." }),
    name: words,
    position: Type.Object(
      { x: Type.Number(), y: Type.Number() },
      { ...closed, description: "m, by the plant's axes." },
    ),
    headingDeg: Type.Number({ minimum: -360, maximum: 360, description: "Direction, degrees from east to north." }),
    viewDeg: Type.Number({ minimum: 1, maximum: 360, default: 90, description: "Horizontal field of view, degrees." }),
    rangeM: Type.Number({ minimum: 0.5, maximum: 500, default: 20, description: "How far it sees enough, m." }),
    zones: Type.Array(Type.String({ minLength: 1 }), {
      default: [],
      maxItems: 100,
      description: "Zones that it sees.",
    }),
    address: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: "ONVIF, RTSP or web address for people who look after it. Gemba does not connect to it.",
      }),
    ),
    clockOffsetMs: Type.Integer({
      minimum: -86_400_000,
      maximum: 86_400_000,
      default: 0,
      description: "How far its clock is ahead of the edge's, ms.",
    }),
  },
  { ...closed, description: "A camera whose vision system sends events." },
);

const cameras = Type.Array(camera, {
  default: [],
  maxItems: 500,
  description: "Cameras, with what they see. A camera that is silent leaves its zones unknown.",
});

/** Fields of the section `safety`. */
export const visionFields = { vision: visionConfig, cameras };
export type VisionConfig = Static<typeof visionConfig>;
export type CameraConfig = Static<typeof camera>;
