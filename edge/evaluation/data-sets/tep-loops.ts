/** Control loops of the Tennessee Eastman process and their signals (Downs and Vogel 1993, tables 3 to 6). */
const LOOPS: Readonly<Record<string, readonly string[]>> = {
  "a-feed": ["xmeas1", "xmv3"],
  "d-feed": ["xmeas2", "xmv1"],
  "e-feed": ["xmeas3", "xmv2"],
  "ac-feed": ["xmeas4", "xmv4"],
  recycle: ["xmeas5", "xmeas20", "xmv5"],
  reactor: ["xmeas6", "xmeas7", "xmeas8"],
  "reactor-cooling": ["xmeas9", "xmeas21", "xmv10"],
  purge: ["xmeas10", "xmv6"],
  condenser: ["xmeas11", "xmeas22", "xmv11"],
  separator: ["xmeas12", "xmeas13", "xmeas14", "xmv7"],
  stripper: ["xmeas15", "xmeas16", "xmeas17", "xmv8"],
  "stripper-steam": ["xmeas18", "xmeas19", "xmv9"],
  "feed-analysis": ["xmeas23", "xmeas24", "xmeas25", "xmeas26", "xmeas27", "xmeas28"],
  "purge-analysis": ["xmeas29", "xmeas30", "xmeas31", "xmeas32", "xmeas33", "xmeas34", "xmeas35", "xmeas36"],
  "product-analysis": ["xmeas37", "xmeas38", "xmeas39", "xmeas40", "xmeas41"],
};

export const LOOP_NAMES: readonly string[] = Object.keys(LOOPS);

/**
 * Loops on which a disturbance acts first, by the number of the fault (table 8 of the same paper, and the process
 * diagram). Absent for faults whose cause the authors did not publish.
 */
export const RESPONSIBLE: Readonly<Record<string, readonly string[]>> = {
  // Composition of the stream of A and C, whose ratio the feed of A corrects.
  "01": ["a-feed", "ac-feed", "feed-analysis"],
  // More inert B, which only the purge removes.
  "02": ["purge", "purge-analysis", "feed-analysis"],
  "03": ["d-feed"],
  "04": ["reactor-cooling"],
  "05": ["condenser"],
  "06": ["a-feed"],
  "07": ["ac-feed"],
  "08": ["a-feed", "ac-feed", "feed-analysis"],
  "09": ["d-feed"],
  // The stream of A and C enters at the stripper, and steam makes up for its temperature.
  "10": ["stripper-steam"],
  "11": ["reactor-cooling"],
  "12": ["condenser"],
  // Kinetics: the heat of the reaction, the content of the reactor, and the product.
  "13": ["reactor", "reactor-cooling", "product-analysis"],
  "14": ["reactor-cooling"],
  "15": ["condenser"],
  "21": ["ac-feed"],
};

/** Indexes of each loop's signals among the columns of a file. */
export function loopsOf(columns: readonly string[]): readonly (readonly number[])[] {
  return Object.values(LOOPS).map((signals) =>
    signals.map((signal) => columns.indexOf(signal)).filter((at) => at >= 0),
  );
}
