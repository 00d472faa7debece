import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Fastify with types from TypeBox schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** The clock of the plant: the wall clock, or the end of a recording. */
export interface ClockDeps {
  /** µs UTC. */
  now(): Micros;
}
