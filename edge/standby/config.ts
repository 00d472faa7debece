/** `standby` in the plant's config: two boxes of which one writes, and the witness. */
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { placeOf } from "./link/place.ts";
import { problem } from "./problem-table.ts";

const NAME = "^[a-z][a-z0-9-]{0,29}$";
const ADDRESS = "^(?:\\[[0-9a-fA-F:]+\\]|[^:/\\s@]+):\\d{1,5}$";
const KEY_LETTERS = 32;

/** Whether a text is host:port. */
export const isAddress = (text: string): boolean => new RegExp(ADDRESS).test(text);

const address = (description: string) => Type.String({ substitute: true, pattern: ADDRESS, description });

const box = Type.Object(
  {
    name: Type.String({ pattern: NAME, description: "Name of the box, as in `--box NAME` or the file `box`." }),
    address: address("Where the box listens to the other one and sends to it: host:port."),
    url: Type.Optional(
      Type.String({
        substitute: true,
        pattern: "^https?://[^/\\s@]+/?$",
        description: "Address of its viewer, for people and programs that reach the other box.",
      }),
    ),
  },
  { additionalProperties: false },
);

const sharedKey = Type.Optional(
  Type.String({
    substitute: true,
    writeOnly: true,
    minLength: KEY_LETTERS,
    description: "Secret that both boxes and the witness have, read from a file. Required beyond loopback.",
  }),
);

const leaseMs = Type.Integer({
  minimum: 1_000,
  maximum: 30_000,
  default: 2_000,
  description: "How long a writer may write after it last heard from one of the other two. The same at all three.",
});

export const standbyConfig = Type.Object(
  {
    boxes: Type.Optional(
      Type.Array(box, { minItems: 2, maxItems: 2, description: "The two boxes. Without them nothing runs." }),
    ),
    witness: Type.Optional(address("Where `gemba witness` listens: host:port.")),
    key: sharedKey,
    leaseMs,
    commit: Type.Union([Type.Literal("replicated"), Type.Literal("declared")], {
      default: "replicated",
      description:
        "`replicated`: what the edge acknowledges and passes on is on both disks while both boxes are connected. " +
        "`declared`: it does not wait for the other box, and a take-over declares what may be missing.",
    }),
  },
  {
    additionalProperties: false,
    default: {},
    description: "A second box takes over when this one dies (docs/standby.md).",
  },
);

export type StandbyConfig = Static<typeof standbyConfig>;

/** Checks beyond the schema. */
export function standbyProblems(config: StandbyConfig): readonly SectionProblem[] {
  const { boxes, witness, key } = config;
  if (boxes === undefined) return [];
  const found: SectionProblem[] = [];
  if (witness === undefined) found.push({ steps: ["standby", "witness"], ...problem("standby-no-witness", {}) });
  if (boxes[0]?.name === boxes[1]?.name)
    found.push({ steps: ["standby", "boxes", 1, "name"], ...problem("standby-one-name", {}) });
  const addresses = [...boxes.map((one) => one.address), ...(witness === undefined ? [] : [witness])];
  if (new Set(addresses).size < addresses.length)
    found.push({ steps: ["standby", "boxes"], ...problem("standby-one-address", {}) });
  const open = addresses.find((one) => !one.includes("${") && !isLoopback(placeOf(one).host));
  if (open !== undefined && key === undefined)
    found.push({ steps: ["standby", "key"], ...problem("standby-open-link", { address: open }) });
  return found;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d+){3}$/.test(host);
}

/** `witness.yaml`. */
export const witnessConfig = Type.Object(
  { listen: address("Where it listens to both boxes: host:port."), key: sharedKey, leaseMs },
  { additionalProperties: false },
);

export type WitnessConfig = Static<typeof witnessConfig>;

/** Checks beyond the schema, with the secret in place. */
export function witnessProblems({ listen, key }: WitnessConfig): readonly SectionProblem[] {
  if (isLoopback(placeOf(listen).host) || key !== undefined) return [];
  return [{ steps: ["listen"], ...problem("standby-open-link", { address: listen }) }];
}
