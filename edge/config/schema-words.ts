/** Shapes that several parts of the config share. */
import { Type } from "../contracts/schema.ts";

export const closed = { additionalProperties: false } as const;

/** One level of an equipment path, a component or a signal. */
export const WORD = "[a-z0-9]+(?:-[a-z0-9]+)*";
export const PATH = `^${WORD}(?:/${WORD}){2,7}$`;

export const word = (description: string) => Type.String({ pattern: `^${WORD}$`, maxLength: 64, description });
export const text = (description: string) =>
  Type.Object(
    {
      zh: Type.String({ minLength: 1, description: "Chinese." }),
      en: Type.String({ minLength: 1, description: "English." }),
    },
    { ...closed, description },
  );
export const oneOf = <const T extends string[]>(values: T, description: string) => Type.Enum(values, { description });
export const metres = (description: string) => Type.Number({ minimum: -10_000, maximum: 10_000, description });
export const clock = (description: string) => Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", description });
export const number = (description: string) => Type.Number({ description });

/** A file below the plant's folder; never above it. */
export const PLANT_FILE = "^(?!.*\\.\\.)[A-Za-z0-9_][A-Za-z0-9_ ./-]*$";
