/** Schema of a tag of an asset type. */
import { Type } from "../contracts/schema.ts";
import { closed, number, oneOf, text, WORD, word } from "./schema-words.ts";

/** Meanings of a tag. */
const ROLES = [
  "item-state operation-mode active-power energy-import parts-produced parts-good parts-scrapped program",
  "tool-life-used emergency-stop protective-stop operational-mode gate-open presence human-distance robot-speed",
  "field-violation agv-x agv-y agv-theta agv-load agv-battery agv-node-states agv-operating-mode joint-1",
  "joint-2 joint-3 joint-4 joint-5 joint-6 axis-x axis-y axis-z spindle-speed door-open belt-speed",
  "pieces-on-board fill-level wear-factor person-x person-y power-trace gas-concentration gas-fault",
].flatMap((line) => line.split(" "));

export const tag = Type.Object(
  {
    component: Type.String({
      default: "",
      pattern: `^(?:${WORD})?$`,
      maxLength: 64,
      description:
        "Part of the asset, such as spindle, in lower-case letters, digits and hyphens; empty for the asset itself.",
    }),
    signal: word(
      "The measured quantity, such as speed: lower-case letters, digits and hyphens. " +
        "Part of the tag's identity: do not rename it lightly.",
    ),
    name: text("Name on the screen."),
    type: oneOf(
      ["number", "boolean", "enum", "text", "waveform"],
      "number, boolean, enum, text, or waveform for an array of more than 16 numbers. Never changes under one signal.",
    ),
    as: Type.Optional(
      oneOf(
        ["text"],
        "text: keeps every digit of 64-bit integers beyond 2^53. Makes another tag, <signal>-text of type text; " +
          "without it such numbers are Uncertain.",
      ),
    ),
    unit: Type.Optional(
      Type.String({
        maxLength: 40,
        description: "UCUM code, such as Cel, /min or kW.h; 1 for a plain count or ratio.",
      }),
    ),
    range: Type.Optional(
      Type.Array(Type.Number(), {
        minItems: 2,
        maxItems: 2,
        description: "Lowest and highest expected value: [0, 4500].",
      }),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          lowLow: Type.Optional(number("a number; an alarm below it")),
          low: Type.Optional(number("a number; a warning below it")),
          high: Type.Optional(number("a number; a warning above it")),
          highHigh: Type.Optional(number("a number; an alarm above it")),
        },
        { ...closed, description: "Limits in the tag's unit: lowLow < low < high < highHigh, any of them." },
      ),
    ),
    labels: Type.Optional(
      Type.Array(
        Type.Object(
          {
            value: Type.Integer({ description: "Code." }),
            zh: Type.String({ minLength: 1, description: "Chinese." }),
            en: Type.String({ minLength: 1, description: "English." }),
          },
          closed,
        ),
        {
          minItems: 1,
          maxItems: 256,
          description: "Texts of an enum's codes.",
        },
      ),
    ),
    role: Type.Optional(oneOf(ROLES, "Meaning by which KPIs, detectors and viewer find the tag.")),
    isStatic: Type.Boolean({
      default: false,
      description: "True for a value that is not expected to change while running, such as a serial number.",
    }),
    class: Type.Optional(
      oneOf(
        ["personal"],
        "personal: the value is about a person, such as their position. It is shown live and forgotten " +
          "after a minute, unless personal.store says otherwise.",
      ),
    ),
    features: Type.Optional(
      Type.Literal(false, {
        description:
          "false: no figures, such as RMS and kurtosis, are derived from this waveform. Without it those of an " +
          "acceleration are tags of their own.",
      }),
    ),
    binding: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          "Where the source finds the value, relative to the asset's address. Keys depend on the source's kind; " +
          "{name} is replaced by the asset's parameter.",
      },
    ),
  },
  closed,
);
