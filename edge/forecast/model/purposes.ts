/** What random numbers are drawn for: each has streams of its own, so that variants of a plant stay in step (FK8). */
export const PURPOSE = {
  work: 0,
  load: 1,
  unload: 2,
  route: 3,
  travel: 4,
  fetch: 5,
  put: 6,
  approach: 7,
  carry: 8,
  setUp: 9,
  failure: 10,
  repair: 11,
  refill: 12,
  arrival: 13,
  life: 14,
  replacement: 15,
} as const;

export const PURPOSES = Object.keys(PURPOSE).length;
