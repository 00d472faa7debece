/** A product; it determines orders, programs and tests. */
export interface Variant {
  readonly name: string;
  /** A change of family requires a set-up; within a family only the program changes. */
  readonly family: string;
  /** Cutting work relative to PH-50B. */
  readonly work: number;
  readonly weightKg: number;
  readonly boreMm: number;
  /** Weight in the mix of drawn orders. */
  readonly share: number;
  /** False: no powder coating and curing in its route. */
  readonly coated: boolean;
  /** Every n-th piece is measured. */
  readonly measureEvery: number;
  readonly testFlowLMin: number;
}

const pump = (name: string, family: string, work: number, weightKg: number, boreMm: number): Variant => ({
  name,
  family,
  work,
  weightKg,
  boreMm,
  share: 1,
  coated: true,
  measureEvery: 12,
  testFlowLMin: 118,
});

/** The pump housings of Binjiang Plant 1. */
export const STANDARD_VARIANTS: readonly Variant[] = [
  pump("PH-40A", "PH-40", 0.9, 6.2, 48),
  pump("PH-40B", "PH-40", 0.93, 6.6, 48),
  pump("PH-50A", "PH-50", 0.97, 7.8, 62),
  pump("PH-50B", "PH-50", 1, 8.1, 62),
  pump("PH-65A", "PH-65", 1.02, 9.9, 75),
  pump("PH-65B", "PH-65", 1.04, 10.4, 75),
  pump("PH-80A", "PH-80", 1.08, 12.7, 90),
  pump("PH-80B", "PH-80", 1.11, 13.3, 90),
];
