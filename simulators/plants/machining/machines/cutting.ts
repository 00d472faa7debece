/**
 * Cutting of grey cast iron EN-GJL-250: force and power after Kienzle, tool life after Taylor, flank wear in three
 * phases. Sources: Kienzle, VDI-Z 94 (1952); ISO 3685 (criterion VB 0.3 mm, Taylor's equation); table values of kc1.1
 * and mc as in Degner, Lutze, Smejkal, Spanende Formung. Valid for uncut chip thickness 0.03 to 1 mm.
 */

/** Specific cutting force at 1 mm2, N/mm2. */
export const KC11_N_MM2 = 1160;
/** Slope of the specific force over chip thickness. */
export const MC = 0.26;
/** Force of a worn tool (VB 0.3 mm) above that of a new one. */
const WORN_FORCE = 0.4;
/** Flank wear at the end of life, mm (ISO 3685). */
export const VB_END_MM = 0.3;

/** Material removal of one block. */
export interface Cut {
  /** Removal rate, mm3/s. */
  readonly removalMm3S: number;
  /** Mean uncut chip thickness, mm. */
  readonly chipMm: number;
  /** Cutting speed, m/min. */
  readonly speedMMin: number;
}

/** Cutting power, W: P = kc Q with kc = kc1.1 h^-mc K, K for flank wear. */
export function cuttingPowerW({ removalMm3S, chipMm }: Cut, flankMm: number): number {
  return (KC11_N_MM2 * chipMm ** -MC * removalMm3S * (1 + (WORN_FORCE * flankMm) / VB_END_MM)) / 1000;
}

/** Cutting force, N. */
export function cuttingForceN(cut: Cut, flankMm: number): number {
  return (60 * cuttingPowerW(cut, flankMm)) / cut.speedMMin;
}

/** Wear data of a kind of tool. */
export interface ToolSpec {
  readonly number: number;
  /** Life at {@link ToolSpec.speedMMin}, seconds of cutting. */
  readonly lifeS: number;
  /** Reference cutting speed, m/min. */
  readonly speedMMin: number;
  /** Taylor's exponent n in vc T^n = C. */
  readonly exponent: number;
}

/** Taylor: life in seconds of cutting at another speed. */
export function taylorLifeS({ lifeS, speedMMin, exponent }: ToolSpec, atMMin: number): number {
  return lifeS * (speedMMin / atMMin) ** (1 / exponent);
}

/** Flank wear at share `u` of life: breaking in, steady, and steep at the end; 0.3 mm at 1. */
export function flankWearMm(u: number): number {
  return 0.06 * (1 - Math.exp(-u / 0.04)) + 0.15 * u + 0.09 * u ** 8;
}

/** One tool in its place. */
export class Tool {
  readonly spec: ToolSpec;
  /** Used share of its life. */
  used: number;
  broken = false;
  /** This specimen's life relative to Taylor's. */
  readonly #scatter: number;

  readonly #count: number;

  /**
   * `scatter` is a draw of a standard normal; lives scatter by 12 % (log-normal). `count` is the share that the control
   * counts for each share that is really used.
   */
  constructor(spec: ToolSpec, used: number, scatter: number, count = 1) {
    this.spec = spec;
    this.used = used;
    this.#count = count;
    this.#scatter = Math.exp(0.12 * scatter);
  }

  /** Used share of its life as the control counts it. */
  get counted(): number {
    return this.used * this.#count;
  }

  get flankMm(): number {
    return flankWearMm(this.used);
  }

  /** Seconds of cutting left at its own speed and the given factor on wear. */
  remainingS(factor: number): number {
    return (Math.max(0, 1 - this.used) * this.spec.lifeS * this.#scatter) / factor;
  }

  /** Cuts for `dtS`; `factor` speeds wear up. */
  wear(dtS: number, speedMMin: number, factor: number): void {
    this.used = Math.min(1.15, this.used + (dtS * factor) / (taylorLifeS(this.spec, speedMMin) * this.#scatter));
  }
}
