import type { TimeElement } from "../contracts/production/production.ts";

/**
 * Fills of time elements on paper: normal states are light, abnormal ones dark, so that a print without colours tells
 * them apart. Time without data is white, with a frame.
 */
export const ELEMENT_FILLS: Readonly<Record<TimeElement, string>> = {
  APT: "#c9d3dc",
  AUST: "#7da7d0",
  ADET: "#b3261e",
  ADOT: "#e9c46a",
  maintenance: "#6d4f8f",
  unknown: "#ffffff",
};

/** The frame of lanes and of stretches without data. */
export const FRAME = "#9aa3ab";
/** Bars of paretos and losses. */
export const BAR_FILL = "#4d6a85";
