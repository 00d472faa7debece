/** The `dispatch:` section of a plant's config: which program makes a variant's operation at a machine. */
import type { AssetConfig, SectionProblem } from "../contracts/plant/edge-config.ts";
import { CAPABILITY_NAMES } from "../contracts/plant/kinds.ts";
import { defineSection } from "../contracts/plant/section.ts";
import { matchesAsset } from "../contracts/plant/tag-pattern.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
const text = (description: string) => Type.String({ minLength: 1, maxLength: 100, description });

const assetPattern = Type.Object(
  {
    kinds: Type.Optional(Type.Array(Type.String(), { description: "Kinds of asset, such as machining-centre." })),
    capabilities: Type.Optional(
      Type.Array(Type.Enum(CAPABILITY_NAMES), { description: "At least one of these: [machines, heats]." }),
    ),
    assets: Type.Optional(Type.Array(Type.String(), { description: "Labels of assets; * matches any characters." })),
  },
  { ...closed, minProperties: 1, description: "Which machines: all parts that are given must fit." },
);

const parameter = Type.Object(
  {
    id: text("ID of the parameter at the machine (ISA95ParameterDataType)."),
    value: Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()], {
      description: "Its value; a text may have {variant}, {operation}, {order} and {machine}.",
    }),
  },
  { ...closed, description: "A parameter that is sent with the order and read back." },
);

const program = Type.Object(
  {
    of: Type.Optional(assetPattern),
    variant: Type.Optional(text("Variant; * matches any characters. Without it: all.")),
    operation: Type.Optional(text("Operation; * matches any characters. Without it: all.")),
    program: Type.Optional(
      text("ID of the WorkMaster; may have {variant}, {operation} and {machine}. Without it: the variant's name."),
    ),
    parameters: Type.Array(parameter, { default: [], maxItems: 50, description: "Parameters of the order." }),
  },
  { ...closed, description: "Which program makes an operation of a variant. The first line that fits counts." },
);

const dispatchConfig = Type.Object(
  { programs: Type.Array(program, { default: [], maxItems: 20_000, description: "Programs of machines." }) },
  { ...closed, default: {}, description: "How the schedule in force becomes jobs of machines (docs/dispatch.md)." },
);

export type DispatchConfig = Static<typeof dispatchConfig>;
export type ProgramLine = DispatchConfig["programs"][number];

const PLACEHOLDER = /\{(\w*)\}/g;
const KNOWN = ["variant", "operation", "machine"];

export const dispatchSection = defineSection({
  name: "dispatch",
  schema: dispatchConfig,
  problems: ({ programs }, assets) => programs.flatMap((line, at) => problemsOf(line, assets, at)),
});

function problemsOf(
  { of, program: id, parameters }: ProgramLine,
  assets: readonly AssetConfig[],
  at: number,
): readonly SectionProblem[] {
  const steps = ["programs", at] as const;
  const found: SectionProblem[] = [];
  if (of !== undefined && !assets.some((asset) => matchesAsset(of, asset)))
    found.push({ steps: [...steps, "of"], ...problem("dispatch-no-machine", {}) });
  const unknown = [...(id ?? "").matchAll(PLACEHOLDER)].find(([, name]) => !KNOWN.includes(name ?? ""));
  if (unknown !== undefined)
    found.push({ steps: [...steps, "program"], ...problem("dispatch-placeholder", { name: unknown[0] }) });
  for (const [number, { id: own, value }] of parameters.entries()) {
    const place = [...steps, "parameters", number] as const;
    if (parameters.findIndex((one) => one.id === own) < number)
      found.push({ steps: [...place, "id"], ...problem("dispatch-parameter-twice", { id: own }) });
    if (typeof value !== "string") continue;
    const wrong = [...value.matchAll(PLACEHOLDER)].find(([, name]) => ![...KNOWN, "order"].includes(name ?? ""));
    if (wrong !== undefined)
      found.push({ steps: [...place, "value"], ...problem("dispatch-placeholder", { name: wrong[0] }) });
  }
  return found;
}
