import { Readable } from "node:stream";
import type { FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { WebSocket } from "ws";
import { encodeEnvelopes } from "../../batch/envelope.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { ReplayReader } from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Type } from "../../contracts/schema.ts";
import type { Counters } from "../../observe/counters.ts";
import type { Jobs, RunningJob } from "../../observe/jobs.ts";
import type { Api, ClockDeps } from "../http/api.ts";
import { addressOf, networkOf } from "../http/client-address.ts";
import { Places } from "../http/places.ts";
import { clientOf } from "../http/principal.ts";
import { Problem, replyProblem } from "../http/problems.ts";
import { closed, TimeParam } from "../http/schemas.ts";
import { parseTime } from "../http/times.ts";
import { Dictionary, type DictionaryDeps } from "./dictionary.ts";
import { DroppedReaders } from "./dropped-readers.ts";
import { Lobby } from "./lobby.ts";
import { parseReplayCommand, ReplayPlayer, STEP_MS } from "./replay-player.ts";
import { ReplaySteps } from "./replay-steps.ts";
import { Seat } from "./seat.ts";
import { serveReader } from "./serve-reader.ts";
import { REPLAY_PATH } from "./stream-upgrade.ts";

const MEDIA_TYPE = "application/vnd.gemba.replay";
/** Each player buffers a few MB. */
const MAX_PLAYERS = 20;
const MAX_OF_ONE = 8;
/** Maximum connections that have not sent a replay command. */
const MAX_SILENT = 32;
/** A replay that has been paused for this time loses its place to a client that needs one. */
const RESTS_FOR_MS = 60_000;
/** Readers have this long to close when the edge stops. */
const GOODBYE_MS = 250;
const DEFAULT_SECONDS = 10;
const MAX_SECONDS = 3600;
/** Frames of a chunk end at whole multiples of this, where every sample is requested. */
const STEP_US = 1e6;

const SECONDS = { pattern: "^[0-9]{1,4}(\\.[0-9]{1,3})?$" };

export interface ReplayDeps extends DictionaryDeps, ClockDeps {
  readonly replay: ReplayReader;
  readonly log: Logger;
  readonly counters: Counters;
  readonly jobs: Pick<Jobs, "start">;
}

/**
 * `GET /api/v1/replay`: one chunk of the past or, upgraded to a WebSocket, the past as it plays (docs/replay.md).
 * Goes after the stream, which registers WebSockets.
 */
export function replayRoutes(app: Api, deps: ReplayDeps): void {
  const players = new Players(deps);
  const schema = {
    tags: ["samples"],
    summary: "The plant as it was",
    description:
      "A keyframe (the newest sample of every tag at `at`, the active alerts) and every sample, event and " +
      "alert change of the seconds after it, in the frames of the live stream. Upgrade to a WebSocket to play it " +
      "at 0.25 to 3600 times its speed. docs/replay.md describes the messages.",
    querystring: closed({
      at: Type.Optional(TimeParam),
      seconds: Type.Optional(
        Type.String({
          ...SECONDS,
          description: `What follows the keyframe, 0 to ${MAX_SECONDS}; default ${DEFAULT_SECONDS}.`,
        }),
      ),
      every: Type.Optional(
        Type.String({
          ...SECONDS,
          description: "Only the newest sample of each tag in each such time; default 0: every sample.",
        }),
      ),
      keyframe: Type.Optional(Type.Enum(["true", "false"], { description: "`false` leaves the keyframe out." })),
    }),
    produces: [MEDIA_TYPE],
    response: {
      101: Type.Null(),
      200: Type.Any({ description: "Frames of the live stream, one after the other." }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.route({
    method: "GET",
    url: REPLAY_PATH,
    schema,
    onRequest: async (request, reply) => {
      const refusal = request.ws ? players.refusal(request) : undefined;
      if (refusal === undefined) return undefined;
      return replyProblem(
        { status: 503, code: "unavailable", detail: `No place to replay: ${refusal}.` },
        request,
        reply.header("retry-after", "5"),
      );
    },
    handler: async (request, reply) => {
      const { at, seconds, every, keyframe } = request.query;
      const question = readQuestion({ at, seconds, every }, deps.now());
      const parts = await chunk(deps, { ...question, withKeyframe: keyframe !== "false" });
      void reply.header("content-type", MEDIA_TYPE);
      return Readable.from(envelopes(parts), { highWaterMark: 1 });
    },
    wsHandler: (socket, request) => players.add(socket, request),
  });
  app.addHook("preClose", (done) => {
    players.stop();
    done();
  });
}

interface ChunkQuestion {
  readonly at: Micros;
  readonly until: Micros;
  readonly every: Micros;
}

function readQuestion(
  query: { at?: string | undefined; seconds?: string | undefined; every?: string | undefined },
  nowUs: Micros,
): ChunkQuestion {
  const at = query.at === undefined ? undefined : parseTime(query.at, nowUs);
  if (at === undefined)
    throw new EdgeError(
      "bad-request",
      "at must be a time: RFC 3339 such as 2026-11-24T02:42:07Z, now, or a distance back such as -10m",
    );
  const seconds = Number(query.seconds ?? DEFAULT_SECONDS);
  if (seconds > MAX_SECONDS) throw new EdgeError("bad-request", `seconds must be 0 to ${MAX_SECONDS}`);
  return {
    at: Math.floor(at),
    until: Math.floor(at + seconds * 1e6),
    every: Math.round(Number(query.every ?? 0) * 1e6),
  };
}

/** All data are requested before the answer begins; the parts are built as they are sent. */
async function chunk(
  { replay }: Pick<ReplayDeps, "replay">,
  { at, until, every, withKeyframe }: ChunkQuestion & { withKeyframe: boolean },
): Promise<Iterable<string | Uint8Array>> {
  const steps = new ReplaySteps();
  const keyframe = await replay.keyframe(at);
  // Needed even where the answer leaves it out: later messages send the active alerts as whole lists.
  const first = steps.keyframe(keyframe, (await replay.range()) ?? { from: at, to: at });
  const parts = withKeyframe ? first : [];
  if (until === at) return parts;
  const stretch = await replay.stretch({ from: at, to: until, every });
  const step = Math.max(every, STEP_US);
  return (function* () {
    yield* parts;
    for (let from = at; from < until; from += step) yield* steps.step(stretch, from, Math.min(until, from + step));
  })();
}

function* envelopes(parts: Iterable<string | Uint8Array>): Generator<Uint8Array, void> {
  for (const part of parts) yield encodeEnvelopes([part]);
}

/**
 * All replay clients, advanced together; costs nothing while nobody plays. A reader takes a place with its first replay
 * command (rule B10).
 */
class Players {
  readonly #deps: ReplayDeps;
  readonly #players = new Map<WebSocket, ReplayPlayer>();
  readonly #places = new Places(MAX_PLAYERS, MAX_OF_ONE);
  readonly #lobby = new Lobby(MAX_SILENT);
  readonly #dropped: DroppedReaders;
  #serving: RunningJob | undefined;

  constructor(deps: ReplayDeps) {
    this.#deps = deps;
    this.#dropped = new DroppedReaders("replay", deps);
    deps.counters.observe("gauge", () => this.#places.taken, {
      name: "gemba_replay_readers",
      help: "Open replay connections.",
    });
  }

  /** Why this client gets no place; undefined when it gets one. */
  refusal(request: FastifyRequest): string | undefined {
    return this.#places.refusal(clientOf(request), this.#longestResting() !== undefined);
  }

  add(socket: WebSocket, request: FastifyRequest): void {
    const dictionary = new Dictionary(this.#deps);
    const who = clientOf(request);
    const address = addressOf(request);
    const seat = new Seat({ lobby: this.#lobby, places: this.#places }, who, {
      host: networkOf(request),
      leave: () => player.close(1013, "too many connections without a command"),
    });
    const end = (): void => {
      seat.leave();
      this.#remove(socket);
    };
    const player = new ReplayPlayer(socket, {
      replay: this.#deps.replay,
      dictionary: () => dictionary.bytes.toString("utf8"),
      clock: () => performance.now(),
      greeted: () => {
        const resting = this.#longestResting();
        if (this.#places.isFull && this.#places.refusal(who, resting !== undefined) === undefined)
          resting?.close(1013, "the place was given to another client");
        return seat.take();
      },
      dropped: (reason) => {
        this.#dropped.add(address, reason);
        end();
      },
    });
    this.#players.set(socket, player);
    seat.wait();
    socket.on("message", (data, isBinary) => {
      const command = isBinary ? undefined : parseReplayCommand((data as Buffer).toString("utf8"));
      if (command === undefined) player.close(isBinary ? 1003 : 1008, "not a message of a replay");
      else serveReader(socket, this.#deps.log, () => player.hear(command));
    });
    socket.on("close", end);
    this.#serving ??= this.#deps.jobs.start({ name: "replay", everyMs: STEP_MS, run: () => this.#turn() });
  }

  stop(): void {
    for (const socket of this.#players.keys()) {
      socket.close(1001, "the edge is stopping");
      setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
    }
  }

  /** The player that has shown one instant for longest, if that is long enough to give its place away. */
  #longestResting(): ReplayPlayer | undefined {
    const limit = performance.now() - RESTS_FOR_MS;
    let longest: ReplayPlayer | undefined;
    for (const player of this.#players.values()) {
      const since = player.restingSince;
      if (since !== undefined && since < Math.min(limit, longest?.restingSince ?? limit)) longest = player;
    }
    return longest;
  }

  #turn(): void {
    for (const [socket, player] of this.#players) serveReader(socket, this.#deps.log, () => player.turn());
  }

  #remove(socket: WebSocket): void {
    this.#players.delete(socket);
    if (this.#players.size > 0) return;
    void this.#serving?.stop();
    this.#serving = undefined;
  }
}
