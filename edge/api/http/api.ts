import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from "fastify";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Static, TSchema } from "../../contracts/schema.ts";

/** Gives handlers the types of their route's schemas. */
export interface SchemaTypes extends FastifyTypeProvider {
  readonly validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
  readonly serializer: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}

/** Fastify with types from TypeBox schemas. */
export type Api = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, SchemaTypes>;

/** The clock of the plant: the wall clock, or the end of a recording. */
export interface ClockDeps {
  /** µs UTC. */
  now(): Micros;
}
