/** Times at which work may be done, as a plan and what is learnt for it have them. */

/** Stretches in which work may begin, seconds from the start of the run, rising; absent: always. */
export type Openings = readonly (readonly [from: number, to: number])[];

/** How many people are on duty, from times of the run on, rising; nobody before the first. */
export type OnDuty = readonly (readonly [fromS: number, people: number])[];
