import { hashText, Random } from "../../../../kernel/random.ts";
import type { Recorder, Recording } from "../../../../kernel/recording.ts";
import type { CncState } from "../cnc-state.ts";
import { spindleBurst } from "./burst.ts";
import { BURST_RATE_HZ } from "./burst-shape.ts";
import { type Character, characterOf } from "./character.ts";

const EVERY_MS = 60_000;
const FIRST_WITHIN_MS = 15_000;
/** Share of the cuts, each of a piece and a tool, that chatter; rough cuts chatter more often. */
const CHATTER_SHARE = 0.03;
const CHATTER_MS2 = 6;

/**
 * Accelerometer on the front bearing of a spindle: a burst of one second now and then, while the spindle turns at
 * speed.
 */
export class VibrationRecorder implements Recorder {
  readonly component = "vibration";
  readonly channels = ["samples"];
  readonly #cnc: CncState;
  readonly #random: Random;
  readonly #character: Character;
  #dueMs: number | undefined;

  constructor(cnc: CncState, seed: number) {
    this.#cnc = cnc;
    this.#random = new Random(seed);
    this.#character = characterOf(cnc.kind, this.#random.at("character"));
  }

  take(nowMs: number): Recording | undefined {
    const { spindle, id } = this.#cnc;
    if (this.#dueMs === undefined) {
      // The first burst does not depend on the spindle, so that there always is one.
      this.#dueMs = nowMs + (Math.abs(hashText(id)) % FIRST_WITHIN_MS);
    } else {
      if (nowMs < this.#dueMs || spindle.commandedRpm === 0 || !spindle.isAtSpeed) return undefined;
      this.#dueMs = nowMs + EVERY_MS;
    }
    return this.record(nowMs);
  }

  /** A burst on request. It depends only on the plant and the time, so that a request changes nothing. */
  record(nowMs: number): Recording {
    const { spindle, block, program, piece, isCutting, condition, id, context } = this.#cnc;
    const { rpm, rating } = spindle;
    const samples = spindleBurst(
      {
        character: this.#character,
        bearing: rating.bearing,
        shaftHz: rpm / 60,
        speed: rpm / rating.maxRpm,
        load: spindle.cutW / rating.ratedW,
        angle: spindle.angleDeg / 360,
        damage: condition,
        unbalanceMmS: spindle.unbalanceMmS,
        misalignedMmS: spindle.misalignedMmS,
        roughMmS: spindle.roughMmS,
        cutMmS: spindle.cutMmS,
        teeth: isCutting ? block.teeth : 0,
        chatterMs2: this.#chatterMs2,
        greaseNoise: spindle.friction,
        gridHz: context.around.gridHz,
        floor: context.around.floor.heardBy(id),
      },
      this.#random.at(nowMs),
    );
    return {
      endMs: nowMs,
      rateHz: BURST_RATE_HZ,
      channels: new Map([["samples", samples]]),
      rpm: Math.round(rpm),
      tool: block.tool,
      program: program.name,
      piece: piece?.id ?? "",
    };
  }

  /** Chatter of the present cut; constant as long as this tool cuts this piece. */
  get #chatterMs2(): number {
    const { spindle, block, piece, isCutting } = this.#cnc;
    if (!isCutting || piece === null) return 0;
    const cut = this.#random.at(`chatter ${piece.id} ${block.tool}`);
    const share = spindle.cutW / spindle.rating.ratedW;
    return cut.chance(CHATTER_SHARE * (1 + 4 * share)) ? CHATTER_MS2 * cut.between(0.3, 1) * (0.3 + share) : 0;
  }
}
