/** The `sql:` section of a plant's config: read-only SQL on the history. Off unless it is switched on. */
import { defineSection } from "../contracts/plant/section.ts";
import { type Static, Type } from "../contracts/schema.ts";

const sqlConfig = Type.Object(
  {
    enabled: Type.Boolean({
      default: false,
      description: "Whether engineers may ask by SQL. Switching it off ends the statements that run.",
    }),
    seconds: Type.Integer({ default: 30, minimum: 1, maximum: 600, description: "Time of one statement." }),
    maxRows: Type.Integer({
      default: 20_000_000,
      minimum: 1,
      maximum: 1_000_000_000,
      description: "Rows of one answer.",
    }),
    maxMb: Type.Integer({
      default: 512,
      minimum: 1,
      maximum: 65_536,
      description: "Length of one answer, MB; it takes as much of the data folder's disk until it is sent.",
    }),
    memoryMb: Type.Integer({
      default: 512,
      minimum: 64,
      maximum: 65_536,
      description: "Memory of the database of one statement, MB; its process takes up to 250 more.",
    }),
    atOnce: Type.Integer({ default: 1, minimum: 1, maximum: 8, description: "Statements that run at the same time." }),
  },
  { additionalProperties: false, default: {}, description: "Read-only SQL on the history (docs/sql.md)." },
);

export type SqlConfig = Static<typeof sqlConfig>;

/** The present values, and a signal that aborts when a reload switches SQL off. */
export interface SqlSwitch {
  readonly config: SqlConfig;
  readonly signal: AbortSignal;
}

/** A reload takes effect at once. */
export const sqlSection = defineSection({
  name: "sql",
  schema: sqlConfig,
  live: true,
  open: (section: SqlConfig) => {
    let config = section;
    let running = new AbortController();
    const sqlSwitch: SqlSwitch = {
      get config() {
        return config;
      },
      get signal() {
        return running.signal;
      },
    };
    return {
      offers: { sqlSwitch },
      apply(next: SqlConfig) {
        config = next;
        if (next.enabled) return;
        running.abort();
        running = new AbortController();
      },
      close: () => running.abort(),
    };
  },
});
