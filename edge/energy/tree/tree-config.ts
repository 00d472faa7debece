/** Schemas of the media tree: meters, nodes without one, losses, allocations, and how balances are watched. */
import { MEDIA } from "../../contracts/plant/media.ts";
import { type Static, Type } from "../../contracts/schema.ts";

const closed = { additionalProperties: false } as const;

const label = (description: string) => Type.String({ minLength: 1, maxLength: 120, description });
const positive = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: 1e9, description });
const below = Type.Optional(label("Meter or node above it in the tree. Without it: the root of a tree."));
const complete = Type.Boolean({
  default: false,
  description: "Whether the nodes and losses below it are all that it feeds, so that its balance can be checked.",
});

const meterNode = Type.Object(
  {
    meter: label("Label of the asset that measures: a meter, or a machine with a counter of its own."),
    below,
    classPercent: Type.Number({
      default: 1,
      minimum: 0,
      maximum: 20,
      description: "Limit of error of its class, percent of the reading, such as 1 for class 1 of IEC 62053-21.",
    }),
    complete,
    resolution: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1e6, description: "Smallest step of its counter, in kWh, m3 or t." }),
    ),
    clockSeconds: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 600,
      description: "Largest error of the clock that stamps its readings, seconds.",
    }),
    rated: Type.Optional(
      positive("Its rated or greatest flow, kW, m3/h or t/h: far below it, the limit of its class is wider."),
    ),
  },
  { ...closed, description: "A node of the meter tree." },
);

const groupNode = Type.Object(
  {
    id: label("Name of the node, different from all labels of assets."),
    medium: Type.Enum([...MEDIA], { default: "electricity", description: "What flows through it." }),
    below,
    complete,
    sum: Type.Array(
      Type.Object(
        {
          meter: label("Label of a meter."),
          factor: Type.Number({ default: 1, minimum: -1e6, maximum: 1e6, description: "Factor of its amount." }),
        },
        { ...closed, description: "A term of the formula." },
      ),
      { default: [], maxItems: 200, description: "Formula of a virtual meter. Empty: computed from the other nodes." },
    ),
    quantity: Type.Enum(["amount", "apparent-power", "power-factor", "current", "thd"], {
      default: "amount",
      description: "What the formula adds up. Only amounts add up.",
    }),
  },
  { ...closed, description: "A node without a meter of its own: a group, or a virtual meter." },
);

const lossNode = Type.Object(
  {
    id: label("Name of the loss, different from all labels of assets."),
    below: label("Meter or node that feeds it."),
    kind: Type.Enum(["transformer", "cable", "pipe"], {
      description:
        "transformer: noLoad, and load at `rated` with the square of the flow; cable: load at `rated` with the " +
        "square of the flow; pipe: noLoad at all times.",
    }),
    noLoad: Type.Number({ default: 0, minimum: 0, maximum: 1e6, description: "Constant loss, kW, m3/h or t/h." }),
    load: Type.Number({ default: 0, minimum: 0, maximum: 1e6, description: "Loss at the rated flow, kW." }),
    rated: Type.Optional(positive("Flow of the rated loss, kW.")),
    uPercent: Type.Number({
      default: 10,
      minimum: 0,
      maximum: 100,
      description: "Limit of error of the modelled loss, percent.",
    }),
  },
  { ...closed, description: "A loss that is computed instead of measured." },
);

const allocation = Type.Object(
  {
    of: label("Meter or node whose amount is divided."),
    by: Type.Enum(["share", "area", "count"], {
      default: "share",
      description: "What the weights are: shares, floor areas in m2, or counts such as workplaces.",
    }),
    among: Type.Array(
      Type.Object(
        { id: label("Who gets a part, such as a cost centre."), weight: positive("Share, area or count.") },
        { ...closed, description: "One part." },
      ),
      { minItems: 1, maxItems: 200, description: "Parts, by weight." },
    ),
  },
  { ...closed, description: "An amount divided among those that cause it. Not for billing." },
);

const balance = Type.Object(
  {
    intervalMin: Type.Integer({ default: 15, minimum: 5, maximum: 60, description: "Length of an interval, minutes." }),
  },
  { ...closed, default: {}, description: "How the balances of complete nodes are watched." },
);

export const treeParts = {
  tree: Type.Array(meterNode, { default: [], maxItems: 5000, description: "Meters, each with the one above it." }),
  nodes: Type.Array(groupNode, {
    default: [],
    maxItems: 1000,
    description: "Nodes of the tree without a meter of their own.",
  }),
  losses: Type.Array(lossNode, { default: [], maxItems: 500, description: "Losses of transformers, cables, pipes." }),
  allocations: Type.Array(allocation, { default: [], maxItems: 200, description: "Amounts divided by weights." }),
  balance,
};

const treeConfig = Type.Object(treeParts);
export type TreeConfig = Static<typeof treeConfig>;
export type LossConfig = TreeConfig["losses"][number];
