/**
 * Amounts of media as energy and standard coal. Coefficients of GB/T 2589-2020, "General rules for calculation of the
 * comprehensive energy consumption": annex A (natural gas, electricity by its heat) and annex B (compressed air, fresh
 * water); a plant writes its own where it measures them.
 */
import type { AirFactor, MediumAmount, PieceMedium } from "../../contracts/production/piece-energy.ts";
import type { PiecesConfig } from "./config.ts";

/** A usual compressor at 7 bar. */
const AIR_KWH_PER_M3 = 0.12;
/** 35.544 MJ/m3. */
const GAS_KWH_PER_M3 = 9.873;
const KGCE: Readonly<Record<PieceMedium, number>> = {
  electricity: 0.1229,
  "natural-gas": 1.2143,
  "compressed-air": 0.04,
  water: 0.2571,
};

export type Convert = (medium: PieceMedium, amount: number) => MediumAmount;

export function airFactor({ compressedAir }: PiecesConfig, measured: number | null): AirFactor {
  return measured === null
    ? { kWhPerM3: compressedAir?.kWhPerM3 ?? AIR_KWH_PER_M3, isMeasured: false }
    : { kWhPerM3: measured, isMeasured: true };
}

export function converter({ gasKWhPerM3, standardCoal = {} }: PiecesConfig, air: AirFactor): Convert {
  const kWhIn: Readonly<Record<PieceMedium, number>> = {
    electricity: 1,
    "natural-gas": gasKWhPerM3 ?? GAS_KWH_PER_M3,
    "compressed-air": air.kWhPerM3,
    water: 0,
  };
  const { electricityPerKWh, gasPerM3, airPerM3, waterPerM3 } = standardCoal;
  const given: Readonly<Record<PieceMedium, number | undefined>> = {
    electricity: electricityPerKWh,
    "natural-gas": gasPerM3,
    "compressed-air": airPerM3,
    water: waterPerM3,
  };
  return (medium, amount) => ({
    medium,
    amount,
    unit: medium === "electricity" ? "kWh" : "m3",
    kWh: amount * kWhIn[medium],
    kgce: amount * (given[medium] ?? KGCE[medium]),
  });
}
