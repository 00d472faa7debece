/** Limits that worker and main share. A module of its own, so that the worker does not load the config's schemas. */

/** A link is stale after a silence of three keep-alives (rule F2 in docs/rules/freshness.md). */
export const KEEP_ALIVES_UNTIL_STALE = 3;

/** Time to find and create one item on a slow machine, ms; an idle machine needs a fiftieth of it. */
export const SETUP_MS_PER_ITEM = 3;

/**
 * Elements of arrays up to this length are read by tags with an `index`; longer ones are waveforms (rules K10 and K11
 * in docs/rules/kinds.md).
 */
export const MAX_ARRAY_ELEMENTS = 16;
