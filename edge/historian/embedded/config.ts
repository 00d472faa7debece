import { defineSection } from "../../contracts/plant/section.ts";
import { type Static, Type } from "../../contracts/schema.ts";

const GIB = 1024 ** 3;

/** `historian` in the plant config: the data that is kept on this machine. */
const historianConfig = Type.Object(
  {
    answers: Type.String({
      default: "embedded",
      description:
        "Which history answers questions about samples: `embedded`, or the name of an InfluxDB sink, which may keep " +
        "longer. While that one cannot answer, the embedded one does.",
    }),
    retentionHours: Type.Optional(
      Type.Number({
        minimum: 1,
        description:
          "Samples older than this are deleted, and segments of the commit log that every sink has read. Without it " +
          "samples stay until the disk of `maxBytes` is used, and the commit log has 72 h; where samples about " +
          "people are stored (`personal.store`), both have 72 h.",
      }),
    ),
    rollupDays: Type.Object(
      {
        "1s": Type.Number({ minimum: 0, default: 3 }),
        "10s": Type.Number({ minimum: 0, default: 30 }),
        "1min": Type.Number({ minimum: 0, default: 365 }),
        "1h": Type.Number({ minimum: 0, default: 3650 }),
      },
      {
        additionalProperties: false,
        default: {},
        description:
          "Days for which roll-ups (minimum, maximum, mean, last, count, time-weighted mean) of each length are kept.",
      },
    ),
    maxBytes: Type.Integer({
      minimum: 64 * 1024 ** 2,
      default: 16 * GIB,
      description: "Disk for commit log and historian together, half each. Above it the oldest go first.",
    }),
    memoryLimitMb: Type.Integer({
      minimum: 64,
      maximum: 4096,
      default: 128,
      description:
        "Memory that DuckDB may use in the historian's process. Samples that wait for their span take up to a third " +
        "as much in addition (further ones stay in the commit log), and the process itself about 100 MB.",
    }),
  },
  { additionalProperties: false },
);

export type HistorianConfig = Static<typeof historianConfig>;

export const historianSection = defineSection({ name: "historian", schema: historianConfig });
