/**
 * The statement that a rule of `config/demo` makes by its text if its alert names no component or no kind of fault:
 * rule E23 in docs/rules/evaluation.md. A limit states that a value is high, but not why, so it is not here.
 */

export interface NamedByRule {
  readonly component?: string;
  /** Kinds of docs/simulators.md. */
  readonly kinds: readonly string[];
}

const NOTHING: NamedByRule = { kinds: [] };

const BY_RULE: readonly (readonly [rule: RegExp, said: NamedByRule])[] = [
  // Messages of controls.
  [/^TOOL-BROKEN$/, { component: "tool", kinds: ["tool-breakage"] }],
  [/^BRAKE-TEST$/, { component: "brake-test", kinds: ["gear-wear"] }],
  // "the connection is silent", "an emergency stop is pressed".
  [/^link-stale\//, { kinds: ["network-loss"] }],
  [/^emergency-stop\//, { kinds: ["emergency-stop"] }],
  // "the tool's life will be used up".
  [/^trend\/tool-life\b/, { kinds: ["tool-wear"] }],
  // "look for a leak", "look for bearing damage".
  [/^expression\/assembly-air$/, { kinds: ["air-leak"] }],
  [/^expression\/bearing-warm-up$/, { kinds: ["bearing-wear"] }],
  // "a person is in the zone of the robot".
  [/^(presence|separation)\//, { kinds: ["person-in-cell", "person-near-cobot"] }],
];

/** The statement of the rule with this id. */
export function namedByRule(rule: string): NamedByRule {
  return BY_RULE.find(([pattern]) => pattern.test(rule))?.[1] ?? NOTHING;
}
