/** A possible fault of a component: rule R28 in docs/rules/records.md. */
import { type Static, Type } from "../schema.ts";

/**
 * A kind of fault that would explain a finding, such as `bearing-wear`, with the probability that its author gives it.
 * Kinds are words of the author; those of the simulated plant are in docs/simulators.md.
 */
export const Hypothesis = Type.Object({
  kind: Type.String({ maxLength: 64, pattern: "^[a-z][a-z0-9-]*$" }),
  p: Type.Number({ minimum: 0, maximum: 1 }),
});
export type Hypothesis = Readonly<Static<typeof Hypothesis>>;
