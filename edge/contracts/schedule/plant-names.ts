/** Orders and variants of the plan of the plant that come in at a later step of their way. */
const BETWEEN = " · ";

/** `step` undefined: from the first one on. */
export function nameFrom(name: string, step: string | undefined): string {
  return step === undefined ? name : `${name}${BETWEEN}${step}`;
}

/** The order of which a planned one is all or a part; undefined where it is none of the known ones. */
export function orderOf(planned: string, known: ReadonlyMap<string, unknown>): string | undefined {
  if (known.has(planned)) return planned;
  const end = planned.lastIndexOf(BETWEEN);
  const order = end < 0 ? planned : planned.slice(0, end);
  return known.has(order) ? order : undefined;
}

/** The name of the whole; `firstStep`: of the route of what is planned. The name itself where it is the whole. */
export function wholeName(name: string, firstStep: string): string {
  const end = `${BETWEEN}${firstStep}`;
  return name.endsWith(end) && name.length > end.length ? name.slice(0, -end.length) : name;
}
